// What scripts add to idea boards: a device is counted once per board, a phone knows where it is,
// nothing typed is lost. Nothing is stored before the first support or the first word.
import { keeping } from "./idea-draft.js";
import { mapping } from "./mapping.js";
import { place } from "./point.js";
import { slip } from "./slip.js";

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
if (giving) mapping(giving);

// Ideas like the one that is being typed: asked for when the hands rest, said politely, never in the
// way. What is typed is sent to this website only, and kept nowhere.
const RESTS = 900; // milliseconds
const LEAST = 4; // signs

function support(button) {
  const { board, idea, tap, words, back } = button.dataset;
  const device = () => remembered(board) ?? { token: fresh(), ideas: [] };
  const isMine = () => device().ideas.includes(idea);
  const say = () => (button.textContent = isMine() ? back : words);
  say();
  button.addEventListener("click", async () => {
    const known = device();
    const wish = isMine() ? "back" : "support";
    const body = new URLSearchParams({ token: known.token, wish });
    button.disabled = true;
    const answer = await fetch(tap, { method: "POST", body, credentials: "omit" }).catch(() => null);
    button.disabled = false;
    if (!answer?.ok) return;
    const others = known.ideas.filter((it) => it !== idea);
    remember(board, { ...known, ideas: wish === "back" ? others : [...others, idea] });
    say();
    button.focus();
  });
}

function look(form) {
  const place = form.querySelector("[data-alike]");
  if (!place) return;
  const seen = Object.assign(document.createElement("input"), { type: "hidden", name: "seen", value: "typing" });
  const [said, list] = place.children;
  const elsewhere = form.querySelector("[data-elsewhere]");
  let timer, asked = "";
  form.append(seen);

  const ask = async () => {
    const body = new URLSearchParams();
    for (const name of ["text", "language", "place", "point"]) body.set(name, form.elements[name]?.value ?? "");
    body.set("category", form.querySelector("[name=category]:checked")?.value ?? "");
    const tells = body.get("text").trim().length >= LEAST || body.get("category") || body.get("point");
    if (elsewhere && !body.get("point")) elsewhere.textContent = "";
    if (`${body}` === asked || !tells) return;
    asked = `${body}`;
    const answer = await fetch(place.dataset.alike, { method: "POST", body, credentials: "omit" }).catch(() => null);
    if (!answer?.ok || `${body}` !== asked) return;
    const found = await answer.json();
    const piece = new DOMParser().parseFromString(found.html, "text/html");
    said.textContent = found.said;
    if (elsewhere) elsewhere.textContent = found.elsewhere;
    list.replaceChildren(...piece.body.children);
    for (const button of list.querySelectorAll("[data-tap]")) support(button);
    if (found.said) seen.value = "told";
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, RESTS);
  };
  form.addEventListener("input", later);
}

if (giving) look(giving);
if (giving?.dataset.board) keeping(giving);
slip(document);
