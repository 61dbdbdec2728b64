/* A press beside a figure puts its token where one is writing. Without this script the tokens are
   there to be copied. */
const desk = document.querySelector("[data-module=tokens]");
const text = desk?.querySelector("[data-text]");

/* The token in the chosen form; what is counted in people already, or no figure, stays as it is. */
function inForm(token) {
  const form = desk.querySelector("[name=form]:checked")?.value ?? "";
  return token.includes(":") && !token.includes(" ") ? token.replace("}", `${form}}`) : token;
}

/* In a text from right to left a token still reads from left to right. */
function apart(token) {
  return text.dir === "rtl" ? `\u2066${token}\u2069` : token;
}

function insert(token) {
  const start = text.selectionStart;
  text.setRangeText(apart(token), start, text.selectionEnd, "end");
  if (token.startsWith("{=")) {
    const number = start + apart(token).indexOf("=") + 1;
    text.setSelectionRange(number, number + token.length - 3); // to be typed over
  }
  text.focus();
}

if (text) {
  for (const hidden of desk.querySelectorAll("[data-insert], [data-forms]")) {
    hidden.hidden = false;
  }
  desk.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(inForm(button.dataset.insert));
  });
}
