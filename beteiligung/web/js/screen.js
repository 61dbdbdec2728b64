// One screen of a survey: what is answered on it, in which order it offers, what is wrong with it.
const DECLINED = "_declined";
// Digits of the scripts our residents write in, as on the server.
const DIGITS = /[٠-٩۰-۹]/g;

const isChoice = (input) => /radio|checkbox/.test(input.type);
const hasChoice = ({ tagName }) => tagName === "SELECT";
const isFilled = (input) => (isChoice(input) ? input.checked : input.value.trim() !== "");
export const worded = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
const declines = ({ value }) => value === DECLINED;
const standsAlone = (choice) => declines(choice) || "exclusive" in choice.dataset;

export const latin = (text) => text.replace(DIGITS, (digit) => digit.codePointAt(0) & 15);

function numberOf(text) {
  const plain = latin(text).replace(/[٫,]/g, ".").replace(/\s/g, "");
  return plain ? +plain : NaN;
}

function shuffled(list) {
  const drawn = [...list];
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other], drawn[last]];
  }
  return drawn;
}

export class Screen {
  constructor(section, texts) {
    const { question, item, rule, kind, max, part } = section.dataset;
    Object.assign(this, { section, texts, question, kind, max: +max, part });
    this.name = item ? `${question}.${item}` : question;
    this.rule = rule === undefined ? rule : JSON.parse(rule);
    this.inputs = [...section.querySelectorAll("input, select, textarea")].filter((it) => it.name);
    this.choices = this.inputs.filter(isChoice);
    this.frame = section.querySelector("fieldset, .field");
    const heading = section.querySelector("[data-heading]");
    const words = section.querySelector("[data-progress-words]");
    words.id = `${this.name}-progress`;
    heading.setAttribute("aria-describedby", words.id); // read out with it: question 4 of 12
    this.isWrong = Boolean(section.querySelector(".error"));
    for (const input of this.inputs) {
      // As the server sent it, not as the browser remembers it.
      if (isChoice(input)) input.checked = input.defaultChecked;
      else if (hasChoice(input)) for (const it of input.options) it.selected = it.defaultSelected;
      else input.value = input.defaultValue;
    }
    section.addEventListener("input", ({ target }) => this.changed(target));
    this.tidy();
  }

  // ---- answers, by the names of the inputs

  get answers() {
    const found = {};
    for (const { name, value } of this.inputs.filter(isFilled)) (found[name] ??= []).push(value);
    return found;
  }

  get isAnswered() {
    return this.inputs.some(isFilled);
  }

  // What rules see, by name. A rare kind reads its own answers (rare.js).
  known() {
    return this.section.known?.(this.answers) ?? { [this.name]: this.seen };
  }

  // What rules see of it: nothing, a text, or the codes chosen.
  get seen() {
    const values = this.answers[this.name] ?? [];
    if (values.includes(DECLINED)) return "";
    if (this.kind === "multiple") return values;
    const [value = ""] = values;
    if (this.kind !== "number") return value.trim();
    const number = numberOf(value);
    return Number.isFinite(number) ? number : "";
  }

  // What of it is sent; a line beside an option that is not chosen is not.
  get sent() {
    const isOffered = (input) => !input.closest(".beside[hidden]");
    const lines = this.inputs.filter((input) => isFilled(input) && isOffered(input));
    const { parcel = (value) => value } = this.section;
    return lines.map(({ name, value }) => [name, parcel(value)]);
  }

  fill(answers) {
    for (const input of this.inputs) {
      const values = answers[input.name] ?? [];
      if (isChoice(input)) input.checked = values.includes(input.value);
      else input.value = values.find((value) => value !== DECLINED) ?? "";
    }
    this.complain();
    this.tidy();
  }

  // ---- choosing

  changed(input) {
    this.complain();
    const others = this.inputs.filter((other) => other !== input && !other.dataset.beside);
    if (input.checked && this.tooMany()) {
      input.checked = false;
      this.complain(worded(this.texts.textTooMany, { max: this.max }));
    } else if (isFilled(input) && !input.dataset.beside) {
      const isAlone = isChoice(input) && standsAlone(input);
      const clashes = (other) => isAlone || (isChoice(other) && standsAlone(other));
      for (const other of others.filter(clashes)) {
        if (isChoice(other)) other.checked = false;
        else other.value = "";
      }
    }
    this.tidy();
  }

  tooMany() {
    const counted = this.choices.filter((choice) => choice.checked && !standsAlone(choice));
    return counted.length > this.max;
  }

  // Lines beside options show with their option; the sentence says how many are chosen.
  tidy() {
    for (const line of this.inputs.filter((input) => input.dataset.beside)) {
      const option = this.choices.find(({ value }) => value === line.dataset.beside);
      line.closest(".beside").hidden = !option.checked;
    }
    const said = this.section.querySelector("[data-chosen]");
    const n = this.choices.filter((choice) => choice.checked && !declines(choice)).length;
    if (said) said.textContent = n ? worded(this.texts.textChosen, { n, max: this.max }) : "";
    this.section.dispatchEvent(new Event("tidied")); // rare kinds draw what stands in their inputs
  }

  // Puts the options into an order of codes, or draws one; returns it.
  order(codes = []) {
    const options = this.choices.filter((choice) => !declines(choice));
    const isPinned = (option) => "pinned" in option.dataset;
    const loose = options.filter((option) => !isPinned(option));
    const last = this.choices.find(declines).closest("label");
    const known = codes.map((code) => loose.find(({ value }) => value === code));
    const isWhole = known.length === loose.length && known.every(Boolean);
    const drawn = isWhole ? known : shuffled(loose);
    const next = drawn.values();
    for (const option of options) {
      const label = (isPinned(option) ? option : next.next().value).closest("label");
      const line = label.nextElementSibling; // to write in
      last.before(label, ...(line.matches(".beside") ? [line] : []));
    }
    return drawn.map(({ value }) => value);
  }

  // ---- faults

  // What is wrong before anything is sent, as a sentence, or nothing.
  get fault() {
    const [input] = this.inputs;
    const own = this.section.fault?.(this.answers);
    if (own) return own;
    const typed = this.kind === "number" && isFilled(input);
    if (typed && !Number.isFinite(numberOf(input.value))) return this.texts.textNumber;
    const { fault = this.texts.textDate, required } = this.section.dataset;
    if (/date|time/.test(this.kind) && input.validity.badInput) return fault;
    return this.isRequired && !this.isAnswered ? required || this.texts.textRequired : "";
  }

  get isRequired() {
    return "required" in this.section.dataset;
  }

  // Where answering begins: the first thing on it that can be operated.
  get first() {
    const all = [...this.section.querySelectorAll("input, select, textarea, button")];
    return all.find((place) => place.offsetParent);
  }

  // Says what is wrong, next to the question; without sentences nothing is wrong any more.
  complain(...sentences) {
    this.isWrong = sentences.length > 0;
    for (const part of this.frame.querySelectorAll(".wrong")) part.classList.remove("wrong");
    this.frame.classList.toggle("wrong", this.isWrong);
    for (const line of this.frame.querySelectorAll(".error")) line.remove();
    const lines = sentences.map(errorLine);
    const help = this.frame.querySelector("p.hint");
    (help ?? this.frame.querySelector("legend, h2")).after(...lines);
    if (lines.length) lines[0].id = `${this.name}-error`;
    const ids = [help, lines[0]].filter(Boolean).map(({ id }) => id);
    const field = this.frame.matches("fieldset") ? this.frame : this.inputs[0];
    for (const place of [...this.inputs, field]) {
      place.removeAttribute("aria-describedby");
      place.removeAttribute("aria-invalid");
    }
    if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
    if (field !== this.frame && this.isWrong) field.setAttribute("aria-invalid", "true");
  }
}

function errorLine(sentence) {
  const line = document.createElement("p");
  line.className = "error";
  line.setAttribute("role", "alert");
  line.append(Object.assign(document.createElement("span"), { textContent: sentence }));
  return line;
}
