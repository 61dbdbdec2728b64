// A value that follows from answers, reckoned as on the server (surveys/questions/calculate.py).
import { evaluate } from "./rules.js";

const LONGEST = 5000; // characters

export class Calculation {
  constructor({ dataset: { calculation, formula, rule } }) {
    this.question = calculation;
    this.formula = JSON.parse(formula);
    this.rule = rule === undefined ? rule : JSON.parse(rule);
  }

  // What later rules and calculations see of it: yes and no are 1 and 0, no number is nothing.
  known(seen, today) {
    const value = evaluate(this.formula, seen, { today });
    if (typeof value === "string") return { [this.question]: [...value].slice(0, LONGEST).join("") };
    return { [this.question]: Number.isFinite(+value) ? +value : "" };
  }
}
