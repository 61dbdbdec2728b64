// A number pad at a stall: large buttons for the field that was touched last. Whoever has a keyboard
// types as before; on a tablet the pad takes the place of its keyboard for numbers.
const desk = document.querySelector("[data-module=stall]");
const pad = desk?.querySelector(".pad");

if (pad) {
  const { idea, n } = desk.elements;
  let field = idea.value ? n : idea;
  pad.hidden = false;
  n.setAttribute("inputmode", "none");
  for (const each of [idea, n]) each.addEventListener("focus", () => (field = each));
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]")?.dataset.digit;
    if (!key) return;
    if (key === "one") n.value = String((parseInt(n.value, 10) || 0) + 1);
    else if (key === "back") field.value = field.value.slice(0, -1);
    else field.value += key;
  });
}
