// Evaluates rules as a phone does: cases as JSON on standard input, values as JSON on output.
import { readFileSync } from "node:fs";
import { evaluate, holds } from "../../beteiligung/web/js/rules.js";

// JSON knows neither NaN nor infinity: numbers travel as their text.
const sent = (value) => (typeof value === "number" ? { number: String(value) } : value);

const cases = JSON.parse(readFileSync(0, "utf8"));
const values = cases.map(({ rule, answers, own, today }) => ({
  value: sent(evaluate(rule, answers, { own, today })),
  holds: holds(rule, answers, { own, today }),
}));
process.stdout.write(JSON.stringify(values));
