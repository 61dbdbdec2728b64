// Points shared out among options: says how many are left, and what rules see of each.
import { latin, worded } from "./screen.js";

export function budget(section) {
  const said = section.querySelector("[data-shared]");
  const total = +said.dataset.total;
  const inputs = [...section.querySelectorAll("input.input")];
  const points = () => inputs.map(({ value }) => latin(value.trim()) || "0");
  const isRight = () => points().every((text) => /^\d{1,4}$/.test(text));
  const sum = () => points().reduce((so, text) => so + +text, 0);
  const isBegun = () => inputs.some(({ value }) => value.trim());
  section.known = () => {
    if (!isBegun() || !isRight() || sum() !== total) return {};
    return Object.fromEntries(inputs.map(({ name }, at) => [name, +points()[at]]));
  };
  section.fault = () => {
    if (!isBegun()) return "";
    if (!isRight()) return said.dataset.wrong;
    return sum() === total ? "" : worded(said.dataset.fault, { sum: sum(), total });
  };
  section.addEventListener("tidied", () => {
    const isSaid = isBegun() && isRight();
    said.textContent = isSaid ? worded(said.dataset.shared, { sum: sum(), total }) : "";
  });
}
