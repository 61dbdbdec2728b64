// Calculates as a phone does: cases as JSON on standard input, what rules see of them on output.
import { readFileSync } from "node:fs";
import { Calculation } from "../../beteiligung/web/js/calculation.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const values = cases.map(({ formula, answers, today }) => {
  const dataset = { calculation: "erg", formula: JSON.stringify(formula) };
  return new Calculation({ dataset }).known(answers, today).erg;
});
process.stdout.write(JSON.stringify(values));
