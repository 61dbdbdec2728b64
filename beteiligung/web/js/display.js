/* Remembers contrast and text size on the device, from the first choice on; without this script
   both still work for as long as the page is open. Also lets the menus of the bar close, and
   notices go that somebody has closed, for as long as they run. */
const KEY = "display";
const contrast = document.querySelector("#contrast");
const sizes = [...document.querySelectorAll("[data-display] [name=text-size]")];
const menus = [...document.querySelectorAll(".bar details.menu")];

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // storage is switched off, or holds something of another time
  }
}

function remember() {
  const size = sizes.find((input) => input.checked)?.value ?? "1";
  try {
    if (contrast.checked || size !== "1") {
      localStorage.setItem(KEY, JSON.stringify({ contrast: contrast.checked, size }));
    } else {
      localStorage.removeItem(KEY); // back to the usual display: nothing to keep
    }
  } catch {
    // storage is switched off: the choice holds for this page
  }
}

function closeMenus(except) {
  for (const menu of menus) {
    if (menu !== except) menu.open = false;
  }
}

if (contrast) {
  const choice = remembered();
  contrast.checked = choice.contrast === true;
  const size = sizes.find((input) => input.value === choice.size);
  if (size) size.checked = true;
  for (const input of [contrast, ...sizes]) input.addEventListener("change", remember);
}

for (const menu of menus) {
  menu.addEventListener("toggle", () => menu.open && closeMenus(menu));
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = menus.find((candidate) => candidate.open);
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Which notices somebody has closed, each with the moment from which the device may forget it.
const CLOSED = "notices";

function closedNotices() {
  try {
    const kept = Object.entries(JSON.parse(localStorage.getItem(CLOSED)) ?? {});
    return Object.fromEntries(kept.filter(([, until]) => until > Date.now()));
  } catch {
    return {};
  }
}

function rememberClosed(closed) {
  try {
    localStorage.setItem(CLOSED, JSON.stringify(closed));
  } catch {
    // storage is switched off: the notice is gone from this page only
  }
}

function forgetOver(closed) {
  try {
    if (!localStorage.getItem(CLOSED)) return;
    if (Object.keys(closed).length) rememberClosed(closed);
    else localStorage.removeItem(CLOSED);
  } catch {
    // nothing can be kept, so nothing is to be forgotten
  }
}

const before = closedNotices();
forgetOver(before);
for (const notice of document.querySelectorAll("[data-notice]")) {
  const close = notice.querySelector("[data-close]");
  notice.hidden = notice.dataset.notice in before;
  close.hidden = false;
  close.addEventListener("click", () => {
    notice.hidden = true;
    rememberClosed({ ...closedNotices(), [notice.dataset.notice]: Number(notice.dataset.until) });
    document.querySelector("main").focus();
  });
}
