// A number pad at a stall: large buttons for how many people support the idea. Whoever has a keyboard
// types as before; on a tablet the pad takes the place of its keyboard.
const desk = document.querySelector("[data-module=stall]");
const pad = desk?.querySelector(".pad");

if (pad) {
  const { n } = desk.elements;
  pad.hidden = false;
  n.setAttribute("inputmode", "none");
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]")?.dataset.digit;
    if (!key) return;
    if (key === "one") n.value = String((parseInt(n.value, 10) || 0) + 1);
    else if (key === "back") n.value = n.value.slice(0, -1);
    else n.value += key;
  });
}
