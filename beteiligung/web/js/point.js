// A place by the phone's own location: asked for by a tap, put into its square of 100 m before
// anything keeps it, as surveys/questions/place.py does. Nobody else is asked, no map is loaded.
export const NORTH = 0.0009;
export const EAST = 0.0014;
const LONGEST = 2e4; // milliseconds

export const middle = (degrees, width) => ((Math.floor(degrees / width) + 0.5) * width).toFixed(5);

export function place(section) {
  const part = section.querySelector("[data-locating]");
  if (!part || !navigator.geolocation) return;
  const [input, said] = [part.querySelector("input"), part.querySelector("[data-said-located]")];
  const [locate, remove] = part.querySelectorAll("button");
  part.hidden = false;

  const say = (words = "") => {
    said.textContent = words;
    remove.hidden = !input.value;
  };
  const set = (value, words) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    say(words);
  };
  const found = ({ coords }) => {
    const { latitude, longitude } = coords;
    set(`${middle(latitude, NORTH)},${middle(longitude, EAST)}`, said.dataset.found);
  };
  const failed = () => say(said.dataset.failed);

  locate.addEventListener("click", () => {
    say(said.dataset.searching);
    const wishes = { timeout: LONGEST, maximumAge: 6e4, enableHighAccuracy: true };
    navigator.geolocation.getCurrentPosition(found, failed, wishes);
  });
  remove.addEventListener("click", () => {
    set("", "");
    locate.focus();
  });
  section.addEventListener("tidied", () => say(input.value ? said.dataset.found : ""));
}
