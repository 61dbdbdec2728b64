// What pilots count outside: a contact in at most two taps, taken back or corrected until midnight.
// An entry says how a contact ended, and nothing about the person; the office gets each of them
// sealed, like answers.
import { freshKey } from "./draft.js";
import { Entries, SHEET } from "./tablet-entries.js";
import { sealed } from "./tablet-sealing.js";
import { set, setting } from "./tablet-store.js";

const INTERVIEWS = ["complete", "partial", "deleted"];
const OWN = [...INTERVIEWS, SHEET]; // what the app notes by itself: nobody takes it back
const REFUSED = ["no_time", "no_interest", "distrust", "no_reason"];
const MOST_TOPICS = 2;
const TWICE = 400; // milliseconds: a second tap of a hasty finger, wherever it lands
const MOST_IN_A_NOTE = 50;
const NOON = 12;

const pad = (number) => String(number).padStart(2, "0");
const made = (tag, words, more = {}) => {
  const it = document.createElement(tag);
  it.textContent = words;
  for (const [name, value] of Object.entries(more)) it.setAttribute(name, value);
  return it;
};

export class Talks {
  constructor(app) {
    this.app = app;
    this.find = app.find;
    this.kept = new Entries(app);
    this.list = []; // the entries of this day, while the screen is open
    this.more = null; // the talk to which something is added
    this.tapped = { count: -TWICE, back: -TWICE };
    this.isAmending = false;
    const once = ["code", "took_part", "not_target", ...REFUSED];
    this.deeds = Object.fromEntries(once.map((name) => [name, () => this.tap(name)]));
    Object.assign(this.deeds, {
      talk: () => this.choose("talk"),
      refuse: () => this.choose("refused"),
      tongue: () => this.choose("tongue"),
      anyTongue: () => this.tap("no_language"),
      addToTalk: () => this.addTo(),
      takeBack: () => this.takeBack(),
      entries: () => this.entries(),
      correct: () => this.correct(),
      takeBackChosen: () => this.takeBackChosen(),
      samePlace: () => this.samePlace(),
      elsewhere: () => this.app.place(),
    });
  }

  // ---- what there is to choose from

  async lists() {
    const list = await setting("package");
    this.choices = { topic: [], centre: [], occasion: [], language: [], ...list?.choices };
    this.places = list?.places ?? [];
    for (const line of this.app.root.querySelectorAll("[data-phone]")) {
      const phone = list?.phone ?? "";
      const link = made("a", phone, { class: "textlink", dir: "ltr" });
      link.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
      line.querySelector("bdi").replaceChildren(link);
      line.hidden = !phone;
    }
  }

  // A name in the language of the app, else in German and marked as such.
  named({ code, names }) {
    const here = document.documentElement.dataset.locale;
    return names[here] ? made("bdi", names[here]) : made("bdi", names.de ?? code, { lang: "de" });
  }

  words(sort, code) {
    const found = this.choices[sort].find((it) => it.code === code);
    return found ? this.named(found).textContent : code;
  }

  buttons(where, sort, chosen, taken = []) {
    const items = this.choices[sort].map((it) => {
      const button = made("button", "", { class: "pill", type: "button" });
      button.append(this.named(it));
      button.disabled = taken.includes(it.code);
      button.addEventListener("click", () => this.quick() && chosen(it.code));
      const item = document.createElement("li");
      item.append(button);
      return item;
    });
    this.find(where).replaceChildren(...items);
    return items.length;
  }

  // ---- the place

  async place() {
    await this.lists();
    const chosen = await setting("place");
    for (const [select, options] of this.selects("#place", "#occasion")) {
      select.replaceChildren(select.options[0], ...options);
      select.value = chosen?.[select.name] ?? "";
    }
  }

  selects(place, occasion) {
    const option = (words, value) => made("option", words, { value });
    return [
      [this.find(place), this.places.map((name) => option(name, name))],
      [
        this.find(occasion),
        this.choices.occasion.map((it) => option(this.named(it).textContent, it.code)),
      ],
    ];
  }

  async placed(place, occasion) {
    await set("place", { place, occasion, day: this.kept.moment().day });
  }

  async samePlace() {
    const chosen = await setting("place");
    await set("place", { ...chosen, day: this.kept.moment().day });
    await this.app.day();
  }

  // ---- the entries of the day

  // The screen was opened: what was counted earlier today is read.
  async open() {
    await this.kept.begin();
    await this.lists();
    await this.where();
    this.list = await this.kept.read();
  }

  close() {
    this.list = [];
    this.more = null;
    this.find("[data-entries]").replaceChildren();
    this.find("[data-noted]").replaceChildren();
  }

  // Changes the day's entries: they, what tells the office of it, and `beside` lie on the disk
  // together or not at all.
  async change(act, notes, beside = []) {
    const parcels = await Promise.all(notes.map((it) => this.parcel(it)));
    const list = await this.kept.change(act, parcels, beside);
    if (list) this.list = list;
    this.app.queue.changed();
  }

  async parcel({ key, ...content }) {
    const told = await sealed(await setting("key"), { key, version: 1, content });
    return { store: "queue", value: { ...told, ...this.app.queue.fresh(), sort: "contact" } };
  }

  async entry(outcome, more, at) {
    const chosen = await setting("place");
    const where = { place: chosen?.place ?? "", occasion: chosen?.occasion ?? "" };
    const about = { topics: [], centre: "", language: "", ...more };
    return { key: freshKey(), ...this.kept.moment(at), ...where, outcome, ...about };
  }

  async note(outcome, more = {}, beside = [], at = Date.now()) {
    const entry = await this.entry(outcome, more, at);
    const isToday = entry.day === this.kept.moment().day; // an old draft is of another day
    const told = { kind: "contact", ...entry };
    await this.change((list) => (isToday ? [...list, entry] : list), [told], beside);
    return entry;
  }

  // Changes what was counted once, however often it is tapped before that is done: whether it did.
  async once(act) {
    if (this.isAmending) return false;
    this.isAmending = true;
    try {
      await act();
    } finally {
      this.isAmending = false;
    }
    return true;
  }

  amend(pairs) {
    return this.once(() => this.become(pairs));
  }

  // Entries become others, or nothing; the office hears by their keys.
  async become(pairs) {
    const notes = [];
    for (const day of new Set(pairs.map(([was]) => was.day))) {
      const ofDay = pairs.filter(([was]) => was.day === day);
      for (let at = 0; at < ofDay.length; at += MOST_IN_A_NOTE) {
        const entries = ofDay.slice(at, at + MOST_IN_A_NOTE).map(([{ key, ...was }, now]) => {
          return { key, was, now: now && { ...now, key: undefined } };
        });
        notes.push({ kind: "correction", key: freshKey(), day, entries });
      }
    }
    const byKey = new Map(pairs.map(([{ key }, now]) => [key, now]));
    const changed = (entry) => (byKey.has(entry.key) ? byKey.get(entry.key) : entry);
    await this.change((list) => list.map(changed).filter(Boolean), notes);
  }

  // ---- taps

  quick(what = "count") {
    const before = this.tapped[what];
    this.tapped[what] = performance.now(); // which no clock of the tablet can set back
    return this.tapped[what] - before > TWICE;
  }

  async tap(outcome, more = {}) {
    if (this.quick()) await this.keep(() => this.note(outcome, more));
  }

  async keep(act) {
    const from = this.app.view;
    const day = () => this.app.day(this.app.view !== from);
    try {
      await act();
    } catch {
      await day();
      this.app.say(this.app.texts.textUnkept); // no room on the tablet
      return;
    }
    await day();
    this.said();
    this.app.queue.send();
  }

  choose(view) {
    this.more = null;
    if (view === "talk") this.offerTopics();
    if (view === "tongue") {
      this.buttons("[data-tongue-list]", "language", (language) => {
        return this.keep(() => this.note("no_language", { language }));
      });
    }
    this.app.show(view);
  }

  offerTopics() {
    const { topics = [], centre } = this.more ?? {};
    const isFull = topics.length >= MOST_TOPICS;
    const all = this.choices.topic.map(({ code }) => code);
    this.buttons("[data-topics]", "topic", (code) => this.topic(code), isFull ? all : topics);
    const taken = centre ? this.choices.centre.map(({ code }) => code) : [];
    const some = this.buttons("[data-centres]", "centre", (code) => this.centre(code), taken);
    this.find("[data-centres-part]").hidden = !some;
  }

  topic(code) {
    const { more } = this;
    if (!more) return this.keep(() => this.note("talk", { topics: [code] }));
    return this.keep(() => this.amend([[more, { ...more, topics: [...more.topics, code] }]]));
  }

  centre(code) {
    const { more } = this;
    if (!more) return this.keep(() => this.note("referred", { centre: code }));
    return this.keep(() => this.amend([[more, { ...more, centre: code }]]));
  }

  // A second topic, or an advice centre, for the talk that was noted last.
  addTo() {
    const last = this.list.at(-1);
    if (!this.mayGrow(last)) return;
    this.more = last;
    this.offerTopics();
    this.app.show("talk");
  }

  mayGrow(entry) {
    if (!entry || !["talk", "referred"].includes(entry.outcome)) return false;
    const mayRefer = !entry.centre && this.choices.centre.length > 0;
    return entry.topics.length < MOST_TOPICS || mayRefer;
  }

  get last() {
    const last = this.list.at(-1);
    return last && !OWN.includes(last.outcome) ? last : null;
  }

  async takeBack() {
    const { last } = this;
    if (!last || !this.quick("back")) return;
    await this.keep(() => this.amend([[last, null]]));
    this.noted(this.app.texts.textTakenBack);
  }

  // ---- interviews, which the app notes by itself

  // With the answer itself: either both lie on the disk, or none.
  interviewed(isPartial, begun, beside) {
    return this.note(isPartial ? "partial" : "complete", {}, beside, Date.parse(begun));
  }

  // A sheet of paper is no contact of today: only the own tally has it.
  async typedIn(beside) {
    const entry = { ...(await this.entry(SHEET)), place: "", occasion: "" };
    await this.change((list) => [...list, entry], [], beside);
  }

  // Somebody had begun, and did not want to leave anything here.
  async gone({ about, form, isDone }) {
    if (!isDone && form) {
      await this.note("deleted", {}, [], Date.parse(about.begun)).catch(() => {});
    }
  }

  // ---- the day's view

  // Says at the top where the pilot is; the words, if a place or an occasion is chosen.
  async where() {
    const chosen = await setting("place");
    const occasion = chosen?.occasion && this.words("occasion", chosen.occasion);
    const words = [chosen?.place, occasion].filter(Boolean).join(" · ");
    document.querySelector("[data-where]").textContent = words || this.app.texts.textNoPlace;
    document.querySelector("[data-where-label]").hidden = !words;
    this.app.name("day", words || this.app.texts.textNoPlace);
    this.find("[data-old-place]").hidden = !words || chosen.day === this.kept.moment().day;
  }

  async day() {
    await this.lists();
    await this.where();
    this.list = await this.kept.read();
    const interviews = this.list.filter(({ outcome }) => INTERVIEWS.includes(outcome)).length;
    const sheets = this.list.filter(({ outcome }) => outcome === SHEET).length;
    const { textToday, textSheets } = this.app.texts;
    const words = [
      textToday.replace("{interviews}", interviews).replace("{others}", this.list.length - interviews - sheets),
      ...(sheets ? [textSheets.replace("{n}", sheets)] : []),
    ];
    this.find("[data-today]").textContent = words.join(" · ");
    this.find("[data-new-pin]").hidden = !(await this.kept.earlier());
    this.find("[data-take-back]").hidden = !this.last;
    this.said();
  }

  // What was noted last, so that one knows what would be taken back.
  said() {
    const last = this.list.at(-1);
    this.find("[data-noted]").replaceChildren();
    if (last) this.noted(this.described(last), this.mayGrow(last));
  }

  noted(words, mayGrow = false) {
    const line = this.find("[data-noted]");
    line.replaceChildren(made("strong", words));
    if (!mayGrow) return;
    const more = { class: "pill", type: "button", "data-do": "addToTalk" };
    line.append(made("button", this.app.texts.textMore, more));
  }

  outcomeWords(outcome) {
    return this.find(`[data-outcome="${outcome}"] dt`).textContent;
  }

  described({ outcome, topics, centre, language }) {
    const about = topics.map((code) => this.words("topic", code));
    if (centre) about.push(this.words("centre", centre));
    if (language) about.push(this.words("language", language));
    return [this.outcomeWords(outcome), ...about].join(" · ");
  }

  // ---- what was counted today

  async entries() {
    await this.lists();
    this.list = await this.kept.read();
    for (const row of this.find("[data-tally]").children) {
      const n = this.list.filter(({ outcome }) => outcome === row.dataset.outcome);
      row.hidden = !n.length;
      row.querySelector("dd").textContent = [n.length, this.shares(n)].filter(Boolean).join(" – ");
    }
    const list = this.list.filter(({ outcome }) => outcome !== SHEET);
    this.groups = (await this.kept.earlier()) ?? [];
    const rows = list.map((entry, at) => this.row(entry, at)).reverse();
    const earlier = this.groups.map((group, at) => this.group(group, at));
    this.find("[data-entries]").replaceChildren(...rows, ...earlier);
    this.find("[data-some-entries]").hidden = !rows.length && !earlier.length;
    this.find("[data-before-pin]").hidden = !earlier.length;
    this.find("[data-picks]").replaceChildren(...this.picks(list));
    this.choosing();
    const chosen = await setting("place");
    for (const [select, options] of this.selects("#right-place", "#right-occasion")) {
      select.replaceChildren(select.options[0], ...options);
      select.value = chosen?.[select.name] ?? "";
    }
    this.app.show("entries");
  }

  // What they were about, the most frequent first.
  shares(entries) {
    const counts = new Map();
    for (const { topics, centre, language } of entries) {
      const about = topics.map((code) => this.words("topic", code));
      if (centre) about.push(this.words("centre", centre));
      if (language) about.push(this.words("language", language));
      for (const words of about) counts.set(words, (counts.get(words) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([, one], [, other]) => other - one);
    return sorted.map(([words, n]) => `${words} ${n}`).join(", ");
  }

  row(entry, at) {
    const hours = `${pad(entry.hour)}:00–${pad(entry.hour + 1)}:00`;
    const about = [hours, this.whereWords(entry)].filter(Boolean).join(" · ");
    return this.ticked(`${at + 1}. ${this.described(entry)}`, about, { "data-key": entry.key });
  }

  // All that was noted at one place before a new PIN: what it was nobody can read here.
  group(group, at) {
    const words = this.whereWords(group) || this.app.texts.textNowhere;
    return this.ticked(words, this.app.texts.textBeforePin, { "data-group": at });
  }

  whereWords({ place, occasion }) {
    return [place, occasion && this.words("occasion", occasion)].filter(Boolean).join(" · ");
  }

  ticked(strong, small, more) {
    const label = made("label", "", { class: "opt" });
    const words = made("span", "");
    words.append(made("strong", strong), made("br", ""), made("small", small));
    const box = made("input", "", { type: "checkbox", ...more });
    box.addEventListener("change", () => this.choosing());
    label.append(box, words);
    return label;
  }

  // Ways to tick many at once: all, a part of the day, a place.
  picks(list) {
    const { textAll, textMorning, textAfternoon, textNowhere } = this.app.texts;
    const ways = [[textAll, () => true]];
    if (new Set(list.map(({ hour }) => hour < NOON)).size > 1) {
      ways.push([textMorning, ({ hour }) => hour < NOON], [textAfternoon, ({ hour }) => hour >= NOON]);
    }
    const places = new Set(list.map((entry) => this.whereWords(entry)));
    for (const where of places.size > 1 ? places : []) {
      ways.push([where || textNowhere, (entry) => this.whereWords(entry) === where]);
    }
    return list.length > 1 ? ways.map(([words, isMeant]) => this.pick(words, list.filter(isMeant))) : [];
  }

  pick(words, entries) {
    const button = made("button", words, { class: "pill", type: "button" });
    const keys = entries.map(({ key }) => key);
    button.addEventListener("click", () => {
      const boxes = [...this.find("[data-entries]").querySelectorAll("[data-key]")];
      const meant = boxes.filter(({ dataset }) => keys.includes(dataset.key));
      const isMore = meant.some(({ checked }) => !checked); // else they are all let go
      for (const box of meant) box.checked = isMore;
      this.choosing();
    });
    return button;
  }

  // How many are ticked.
  choosing() {
    const n = this.find("[data-entries]").querySelectorAll("input:checked").length;
    this.find("[data-chosen]").textContent = this.app.texts.textChosen.replace("{n}", n);
  }

  get chosen() {
    const boxes = [...this.find("[data-entries]").querySelectorAll("input:checked")];
    const keys = boxes.map(({ dataset }) => dataset.key);
    return this.list.filter(({ key }) => keys.includes(key));
  }

  async correct() {
    const place = this.find("#right-place").value;
    const occasion = this.find("#right-occasion").value;
    const { chosen } = this;
    const boxes = [...this.find("[data-entries]").querySelectorAll("[data-group]:checked")];
    const groups = boxes.map(({ dataset }) => this.groups[dataset.group]);
    if (!chosen.length && !groups.length) {
      this.app.say(this.app.texts.textChoose);
      return;
    }
    const moved = chosen.map((entry) => [entry, { ...entry, place, occasion }]);
    await this.amended(moved, groups, { place, occasion });
  }

  async takeBackChosen() {
    const chosen = this.chosen.filter(({ outcome }) => !OWN.includes(outcome));
    const { textChoose, textStays } = this.app.texts;
    const isEarlier = Boolean(this.find("[data-entries] [data-group]:checked"));
    if (!chosen.length) this.app.say(isEarlier ? textStays : textChoose);
    else await this.amended(chosen.map((entry) => [entry, null]));
  }

  async amended(pairs, groups = [], to = null) {
    let words = this.app.texts.textCorrected;
    try {
      const isDone = await this.once(async () => {
        if (pairs.length) await this.become(pairs);
        if (groups.length) await this.kept.moved(groups, to, (note) => this.parcel(note));
      });
      if (!isDone) return;
      this.app.queue.send();
    } catch {
      words = this.app.texts.textUnkept;
    }
    await this.entries();
    this.app.say(words);
  }
}
