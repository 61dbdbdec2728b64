// Earlier answers inside later texts: `<bdi data-pipe="q1">…</bdi>` shows what was answered to q1,
// in the page's language, or its blank text while there is no answer.
const { lang } = document.documentElement;
const tag = `${lang}-u-nu-latn-ca-gregory`; // as the server writes numbers and days

function listed(words) {
  try {
    return new Intl.ListFormat(lang, { type: "conjunction" }).format(words);
  } catch {
    return words.join(", "); // phones of 2020
  }
}

// What a screen's answer is in words: the options' own, a number or a day as it is written here.
function said({ choices, inputs, kind, seen }) {
  if (seen === "" || seen.length === 0) return "";
  const chosen = choices.filter(({ checked, value }) => checked && value !== "_declined");
  if (chosen.length) return listed(chosen.map((choice) => words(choice)));
  if (kind === "number") return new Intl.NumberFormat(tag).format(seen);
  if (kind === "date") {
    const form = { dateStyle: "long", timeZone: "UTC" };
    return new Intl.DateTimeFormat(tag, form).format(new Date(seen));
  }
  return inputs.length ? String(seen) : "";
}

const words = (choice) => choice.closest("label").querySelector(":scope > span").textContent.trim();

export class Pipes {
  constructor(root) {
    this.places = [...root.querySelectorAll("[data-pipe]")];
    for (const { dataset, textContent } of this.places) dataset.blank ??= textContent;
  }

  // Show what was answered on these screens, the ones that rules let a person see.
  fill(screens) {
    for (const place of this.places) {
      const screen = screens.find(({ name }) => name === place.dataset.pipe);
      const words = (screen && said(screen)) || place.dataset.blank;
      if (place.textContent !== words) place.textContent = words;
    }
  }
}
