// Draws the ideas of a board on a map: only on the page of the map, which says the same as a list.
import { Map, TileLayer, GeoJSON, Marker, DivIcon, LatLngBounds, control } from "leaflet/dist/leaflet-src.esm.js";

const NEAREST = 18; // steps of zoom
const MARGIN = [24, 24]; // pixels around what is shown
const SIDE = 44; // pixels of a point, so that a thumb meets it

function draw(section, squares) {
  const { tiles, credit, outlines, nearer, farther, close } = section.dataset;
  section.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new Map(section, {
    zoomControl: false,
    attributionControl: false,
    maxZoom: NEAREST,
    zoomSnap: tiles ? 1 : 0.25, // tiles are sharp at whole steps only
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    scrollWheelZoom: false, // whoever scrolls the page does not mean the map
  });
  control.zoom({ zoomInTitle: nearer, zoomOutTitle: farther }).addTo(map);
  control.scale({ imperial: false }).addTo(map);
  if (credit) control.attribution({ prefix: false }).addAttribution(plain(credit)).addTo(map);
  if (tiles) new TileLayer(tiles, { maxZoom: NEAREST }).addTo(map);
  const all = new LatLngBounds(squares.map(where));
  const drawn = JSON.parse(outlines).map((it) => new GeoJSON(it, { interactive: false, className: "outline" }));
  for (const outline of drawn) all.extend(outline.getBounds());
  map.fitBounds(all, { padding: MARGIN, maxZoom: 16 });
  for (const outline of drawn) outline.addTo(map);
  for (const square of squares) point(square).addTo(map);
  map.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", close);
    popup.getElement().querySelector("a[lang]")?.focus();
  });
  section.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
  map.on("popupclose", ({ popup }) => popup._source?.getElement()?.focus());
}

const where = ({ dataset }) => [Number(dataset.north), Number(dataset.east)];

/* A point with the ideas of its square: Enter or a tap opens them, Escape closes them. */
function point(square) {
  const links = square.querySelectorAll("ul > li");
  const number = document.createElement("span");
  number.textContent = links.length;
  const icon = new DivIcon({ className: "spot", html: number, iconSize: [SIDE, SIDE] });
  const marker = new Marker(where(square), { icon });
  const about = square.querySelector("p") ?? links[0];
  const name = `${square.dataset.name}: ${about.textContent.trim()}`;
  marker.on("add", () => marker.getElement().setAttribute("aria-label", name));
  const list = square.querySelector("ul").cloneNode(true);
  list.dir = document.documentElement.dir;
  return marker.bindPopup(list, { minWidth: 200, maxWidth: 260, maxHeight: 220 });
}

function plain(words) {
  const text = document.createElement("span");
  text.textContent = words;
  return text.innerHTML;
}

draw(document.querySelector("[data-module=map]"), [...document.querySelectorAll("#squares > li")]);
