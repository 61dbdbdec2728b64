// What only rare ways of asking need; loaded before answer.js, and only where a survey has them.
// Each finds its sections, draws what stands in their inputs, and says what rules see of them.
import { budget } from "./budget.js";
import { month } from "./month.js";
import { photo } from "./photo.js";
import { place } from "./point.js";
import { rank } from "./rank.js";

for (const [kind, begin] of Object.entries({ budget, month, photo, place, rank })) {
  for (const section of document.querySelectorAll(`[data-screen][data-kind=${kind}]`)) {
    begin(section);
  }
}
