// Counts that a page was read, where the operator has switched it on: one request to his Matomo,
// without cookies, without what stands behind the address, and never against a person's will.
const KEY = "counting";
const YEAR = 365 * 24 * 60 * 60 * 1000;
const place = document.querySelector("[data-counting]");
const { address, site, mode } = place.dataset;
const refused = navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
let isSent = false;

function choice() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && kept.until > Date.now() ? kept.choice : "";
  } catch {
    return "";
  }
}

function choose(wanted) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ choice: wanted, until: Date.now() + YEAR }));
  } catch {
    // storage is switched off: the choice holds for this page
  }
}

function count() {
  if (isSent) return;
  isSent = true;
  const body = new URLSearchParams({
    idsite: site,
    rec: "1",
    apiv: "1",
    send_image: "0",
    url: location.origin + location.pathname, // no code, no search, no place on the page
  });
  fetch(address, {
    method: "POST",
    mode: "no-cors",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    keepalive: true,
    body,
  }).catch(() => {}); // not counted, and nobody's concern who reads
}

function show(chosen) {
  for (const button of place.querySelectorAll("[data-choice]")) {
    button.hidden = refused;
    button.setAttribute("aria-pressed", String(button.dataset.choice === chosen));
  }
  place.querySelector("[data-refused]").hidden = !refused;
  place.hidden = !("always" in place.dataset) && (refused || Boolean(chosen) || mode !== "consent");
}

const before = choice();
show(before);
if (!refused && before !== "no" && (before === "yes" || mode === "cookieless")) count();
place.addEventListener("click", ({ target }) => {
  const chosen = target.closest("[data-choice]")?.dataset.choice;
  if (!chosen) return;
  choose(chosen);
  const hadFocus = place.contains(document.activeElement);
  show(chosen);
  if (place.hidden && hadFocus) document.querySelector("main").focus();
  if (chosen === "yes") count();
});
