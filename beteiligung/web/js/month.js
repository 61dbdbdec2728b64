// A month and its year, which rules see as one text: "2026-03".
import { latin } from "./screen.js";

export function month(section) {
  const { question } = section.dataset;
  const typed = (answers, part) => latin((answers[`${question}.${part}`] ?? [""])[0]).trim();
  const whole = (answers) => {
    const [year, name] = [typed(answers, "year"), typed(answers, "month")];
    return /^[1-9]\d{3}$/.test(year) && name ? `${year}-${name}` : "";
  };
  section.known = (answers) => ({ [question]: whole(answers) });
  section.fault = (answers) => {
    const isBegun = typed(answers, "year") || typed(answers, "month");
    return isBegun && !whole(answers) ? section.dataset.fault : "";
  };
}
