// A place chosen on a map: loaded only when somebody asks for it. The place is what lies below the
// cross in the middle; a tap, arrow keys or two fingers move the map below it. Only the square of
// 100 m is kept, as the page says.
import { Map, TileLayer, GeoJSON, LatLngBounds, Rectangle, control } from "leaflet/dist/leaflet-src.esm.js";
import { EAST, NORTH, middle } from "./point.js";

const NEAREST = 18; // steps of zoom
const CLOSE = 16; // from here on streets can be told apart
const [ANYWHERE, FAR] = [[51, 10.5], 6]; // the whole country, where nothing is known of the district

// For people who want no movement: the map jumps, by arrow keys too.
const Still = Map.extend({
  panBy(offset, options) {
    return Map.prototype.panBy.call(this, offset, { ...options, animate: false });
  },
});

export function choose(part, at, put) {
  const box = part.querySelector(".map");
  const { tiles, credit, outlines, spots, nearer, farther } = box.dataset;
  const [take, close] = part.querySelectorAll("[data-taking] button");
  part.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new (calm ? Still : Map)(box, {
    zoomControl: false,
    attributionControl: false,
    maxZoom: NEAREST,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    inertia: !calm,
    scrollWheelZoom: "center",
    touchZoom: "center",
    doubleClickZoom: "center",
  });
  control.zoom({ zoomInTitle: nearer, zoomOutTitle: farther }).addTo(map);
  if (credit) control.attribution({ prefix: false }).addAttribution(plain(credit)).addTo(map);
  new TileLayer(tiles, { maxZoom: NEAREST }).addTo(map);
  const drawn = JSON.parse(outlines).map((it) => new GeoJSON(it, { interactive: false, className: "outline" }));
  const all = new LatLngBounds(JSON.parse(spots));
  for (const outline of drawn) all.extend(outline.getBounds());
  if (at) map.setView(at, CLOSE);
  else if (all.isValid()) map.fitBounds(all, { maxZoom: CLOSE });
  else map.setView(ANYWHERE, FAR);
  for (const outline of drawn) outline.addTo(map);
  const here = () => {
    const { lat, lng } = map.getCenter();
    return [middle(lat, NORTH), middle(lng, EAST)];
  };
  const shown = new Rectangle(around(here()), { interactive: false, className: "square" }).addTo(map);
  let moving = false;
  map.on("movestart", () => (moving = true));
  map.on("moveend", () => (moving = false));
  map.on("move", () => shown.setBounds(around(here())));
  map.on("click", ({ latlng }) => map.panTo(latlng, { animate: !calm }));
  box.focus();

  const end = () => {
    map.remove();
    part.hidden = true;
    take.onclick = close.onclick = part.onkeydown = null;
  };
  const taken = () => {
    const value = here();
    end();
    put(value.join());
  };
  // What is taken is the place the map comes to rest at, not one it only passes.
  take.onclick = () => {
    take.onclick = null;
    if (moving) map.once("moveend", taken);
    else taken();
  };
  close.onclick = () => {
    end();
    put(null);
  };
  part.onkeydown = (event) => {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    if (event.target !== box && event.key === "Enter") return;
    event.preventDefault();
    (event.key === "Escape" ? close : take).click();
  };
}

function around([north, east]) {
  const [up, aside] = [NORTH / 2, EAST / 2];
  return [[+north - up, +east - aside], [+north + up, +east + aside]];
}

function plain(words) {
  const text = document.createElement("span");
  text.textContent = words;
  return text.innerHTML;
}
