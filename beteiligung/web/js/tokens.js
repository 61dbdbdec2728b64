/* A press beside a figure puts its token where one is writing. Without this script the tokens are
   there to be copied. */
const desk = document.querySelector("[data-module=tokens]");
const text = desk?.querySelector("[data-text]");

/* The token in the chosen form; what is counted in people already, or no figure, stays as it is. */
function inForm(token) {
  const form = desk.querySelector("[name=form]:checked")?.value ?? "";
  return token.includes(":") && !token.includes(" ") ? token.replace("}", `${form}}`) : token;
}

function insert(token) {
  const end = text.selectionEnd;
  text.setRangeText(token, text.selectionStart, end, "end");
  if (token.startsWith("{=")) {
    text.setSelectionRange(text.selectionEnd - token.length + 2, text.selectionEnd - 1); // to be typed over
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
