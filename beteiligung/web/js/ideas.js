// What scripts add to idea boards: a device is counted once per board, and a phone knows where it
// is. Nothing is stored before the first support.
import { place } from "./point.js";

const NAME = "support-"; // + short name of the board

function remembered(board) {
  try {
    return JSON.parse(localStorage.getItem(NAME + board)) ?? null;
  } catch {
    return null; // no storage here: the page's own token will do
  }
}

function remember(board, device) {
  try {
    localStorage.setItem(NAME + board, JSON.stringify(device));
  } catch {
    // Whoever keeps nothing can still take the support back on the page that follows.
  }
}

const fresh = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((it) => it.toString(16).padStart(2, "0")).join("");

for (const form of document.querySelectorAll("[data-support]")) {
  const { support: board, idea, back } = form.dataset;
  const { token, wish } = form.elements;
  const device = remembered(board);
  if (device?.ideas.includes(idea)) {
    wish.value = "back";
    form.querySelector("[data-label]").textContent = back;
  }
  form.addEventListener("submit", () => {
    const known = remembered(board) ?? { token: fresh(), ideas: [] };
    token.value = known.token;
    const others = known.ideas.filter((it) => it !== idea);
    remember(board, { ...known, ideas: wish.value === "back" ? others : [...others, idea] });
  });
}

const giving = document.querySelector("[data-module=giving]");
if (giving) place(giving);
