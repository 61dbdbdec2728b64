// Decides on the phone which questions are shown, exactly as surveys/rules.py does on the server.
// A rule is a tree of arrays, made once on the server: ["=", ["ref", "q01"], "wohnt"].
// Values are booleans, numbers, texts, and arrays of the codes chosen in one question.

const DAY = 864e5; // milliseconds
const LONGEST_TEXT = 1000; // characters a pattern is tried on
const LARGEST_POWER = 1000;

const toText = (value) => (Array.isArray(value) ? value.join(" ") : String(value));
const trim = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
const toCodes = (value) => (Array.isArray(value) ? value : trim(toText(value)).split(/[ \t\r\n]+/));
const clamp = (number, limit) => Math.trunc(Math.max(-limit, Math.min(limit, number)));

function isDay(text) {
  const at = /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  // Browsers take 30 February for 1 March.
  return at === at && new Date(at).toISOString().startsWith(text);
}

function toNumber(value) {
  if (typeof value === "number" || typeof value === "boolean") return +value;
  const text = trim(toText(value));
  if (/^-?(\d+(\.\d*)?|\.\d+)$/.test(text)) return +text;
  return isDay(text) ? Date.parse(text) / DAY : NaN;
}

// Missing, "" and [] are one thing; numbers become text, so that typed and chosen ones are alike.
function valueOf(answer) {
  if (!Array.isArray(answer)) return answer == null ? "" : String(answer);
  const codes = answer.filter(Boolean);
  return codes.length ? codes : "";
}

function equal(left, right) {
  const either = (type) => typeof left === type || typeof right === type;
  if (either("boolean")) return Boolean(left) === Boolean(right);
  if (either("number")) return toNumber(left) === toNumber(right);
  return toText(left) === toText(right);
}

// Moves the decimal point in the written number, so that 2.345 is not 2.3449999.
function shifted(number, places) {
  const [mantissa, exponent = 0] = String(number).split("e");
  return +`${mantissa}e${+exponent + places}`;
}

function rounded(number, digits = 0) {
  if (digits !== digits) return NaN;
  if (!Number.isFinite(number)) return number;
  const places = clamp(digits, 20);
  const long = shifted(Math.abs(number), places);
  if (long === Infinity) return number;
  const below = Math.trunc(long);
  return shifted(long - below >= 0.5 ? below + 1 : below, -places) * (number < 0 ? -1 : 1);
}

const divided = (left, right) => (right === 0 ? left / 0 : left / right); // -0 is 0

// Only whole powers: others differ from machine to machine.
function power(base, exponent) {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > LARGEST_POWER) return NaN;
  let product = 1;
  for (let turn = Math.abs(exponent); turn > 0; turn--) product *= base;
  return exponent < 0 ? divided(1, product) : product;
}

const place = (value) => clamp(toNumber(value) || 0, 1e6);

function xpathPart(text, start, length = Infinity) {
  const first = rounded(toNumber(start));
  const end = first + rounded(toNumber(length));
  return [...text].filter((_, at) => first <= at + 1 && at + 1 < end).join("");
}

function dayText(value) {
  let text = trim(toText(value));
  if (text[10] === "T") text = text.slice(0, 10);
  if (isDay(text)) return text;
  const days = Math.floor(toNumber(value));
  const known = days >= -719162 && days <= 2932896; // the years 1 to 9999
  return known ? new Date(days * DAY).toISOString().slice(0, 10) : "";
}

function formatted(value, form) {
  const day = dayText(value);
  if (!day) return "";
  const [Y, m, d] = day.split("-");
  const words = new Date(day).toUTCString(); // "Mon, 09 Mar 2026 ..."
  const a = words.slice(0, 3);
  const b = words.slice(8, 11);
  const codes = { Y, y: Y.slice(2), m, d, n: +m, e: +d, a, b, "%": "%" };
  return form.replace(/%([^])/gu, (found, code) => codes[code] ?? found);
}

function translated(text, from, to) {
  const old = [...from];
  const fresh = [...to];
  const swap = (letter) => (old.includes(letter) ? (fresh[old.indexOf(letter)] ?? "") : letter);
  return [...text].map(swap).join("");
}

// Follows a pattern from a set of places in the text to the places behind it.
function reached([name, ...parts], letters, at) {
  const all = (part, from) => reached(part, letters, from);
  const keep = (test) => new Set([...at].filter(test));
  if (name === "seq") return parts.reduce((from, part) => all(part, from), at);
  if (name === "any") return new Set(parts.flatMap((part) => [...all(part, at)]));
  if (name === "start") return keep((spot) => spot === 0);
  if (name === "end") return keep((spot) => spot === letters.length);
  if (name === "rep") return repeated(parts, all, at);
  const fits = (code) => parts.some((low, i) => i % 2 === 0 && low <= code && code <= parts[i + 1]);
  const step = (spot) => spot < letters.length && fits(letters[spot]) === (name === "in");
  return new Set([...keep(step)].map((spot) => spot + 1));
}

function repeated([fewest, most, part], all, at) {
  const found = new Set(fewest ? [] : at);
  for (let count = 1; at.size && count - 1 !== most; count++) {
    at = all(part, at);
    if (count < fewest) continue;
    // A place found earlier has at least as many turns left: follow only new ones.
    at = new Set([...at].filter((spot) => !found.has(spot)));
    at.forEach((spot) => found.add(spot));
  }
  return found;
}

function matches(pattern, text) {
  const letters = Array.from(text, (letter) => letter.codePointAt(0));
  if (letters.length > LONGEST_TEXT) return false;
  return reached(pattern, letters, new Set([0])).has(letters.length);
}

const ofNumbers = (run) => (...values) => run(...values.map(toNumber));
const ofTexts = (run) => (...values) => run(...values.map(toText));
const folded = (run) => (...values) => values.map(toNumber).reduce((a, b) => run(a, b));
const compared = (run) => (...values) => values.reduce((a, b) => run(toNumber(a), toNumber(b)));

const RUN = {
  or: (...values) => values.some(Boolean),
  and: (...values) => values.every(Boolean),
  "=": (...values) => values.reduce((a, b) => equal(a, b)),
  "!=": (...values) => values.reduce((a, b) => !equal(a, b)),
  "<": compared((a, b) => a < b),
  "<=": compared((a, b) => a <= b),
  ">": compared((a, b) => a > b),
  ">=": compared((a, b) => a >= b),
  "+": folded((a, b) => a + b),
  "-": folded((a, b) => a - b),
  "*": folded((a, b) => a * b),
  div: folded(divided),
  mod: folded((a, b) => a % b),
  neg: ofNumbers((a) => -a),
  true: () => true,
  false: () => false,
  not: (value) => !value,
  boolean: Boolean,
  "boolean-from-string": (value) => ["1", "true"].includes(toText(value)),
  if: (test, yes, no) => (test ? yes : no),
  coalesce: (...values) => values.find(toText) ?? "",
  "count-non-empty": (...values) => values.filter(toText).length,
  selected: (value, code) => toCodes(value).includes(trim(toText(code))),
  "selected-at": (value, position) => {
    const at = toNumber(position);
    return (at >= 0 && toCodes(value)[Math.trunc(at)]) || "";
  },
  "count-selected": (value) => toCodes(value).filter(Boolean).length,
  number: toNumber,
  int: ofNumbers(Math.trunc),
  round: ofNumbers(rounded),
  floor: ofNumbers(Math.floor),
  ceiling: ofNumbers(Math.ceil),
  abs: ofNumbers(Math.abs),
  pow: ofNumbers(power),
  sqrt: ofNumbers(Math.sqrt),
  min: ofNumbers(Math.min),
  max: ofNumbers(Math.max),
  sum: folded((a, b) => a + b),
  string: toText,
  "string-length": (value) => [...toText(value)].length,
  concat: ofTexts((...texts) => texts.join("")),
  join: ofTexts((mark, ...texts) => texts.join(mark)),
  contains: ofTexts((text, piece) => text.includes(piece)),
  "starts-with": ofTexts((text, piece) => text.startsWith(piece)),
  "ends-with": ofTexts((text, piece) => text.endsWith(piece)),
  substr: (value, from, to) =>
    [...toText(value)].slice(place(from), to === undefined ? to : place(to)).join(""),
  substring: (value, ...ends) => xpathPart(toText(value), ...ends),
  "substring-before": ofTexts((text, mark) => text.slice(0, Math.max(text.indexOf(mark), 0))),
  "substring-after": ofTexts((text, mark) =>
    text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : "",
  ),
  "normalize-space": (value) => toCodes(toText(value)).join(" "),
  translate: ofTexts(translated),
  date: dayText,
  "decimal-date-time": (value) => toNumber(dayText(value)),
  "format-date": (value, form) => formatted(value, toText(form)),
};

function valueIn(rule, answers, scene) {
  if (!Array.isArray(rule)) return rule;
  const [name, ...parts] = rule;
  if (name === "ref") return valueOf(Object.prototype.hasOwnProperty.call(answers, parts[0]) ? answers[parts[0]] : "");
  if (name === "own") return valueOf(scene.own);
  if (name === "today") return scene.today;
  const value = (part) => valueIn(part, answers, scene);
  if (name === "regex") return matches(parts[1], toText(value(parts[0])));
  return RUN[name](...parts.map(value));
}

// What the rule says for these answers ({name: text | number | array | null}).
// `own` is the answer of the question itself, `today` the date as "2026-03-09".
export function evaluate(rule, answers, { own = null, today = "" } = {}) {
  const value = valueIn(rule, answers, { own, today });
  return Array.isArray(value) ? toText(value) : value;
}

// Whether the question of this rule is to be shown.
export function holds(rule, answers, scene) {
  return Boolean(evaluate(rule, answers, scene));
}
