// The pilots' app: coupled once, opened with a PIN, whole without a network. It shows one view at a
// time; the interview itself runs in a frame that is thrown away after each person.
import { freshKey } from "./draft.js";
import { freshCode, grouped } from "./signs.js";
import { Handing } from "./tablet-handing.js";
import { Ideas } from "./tablet-ideas.js";
import { fetched, listed, missing, storage, whole } from "./tablet-ready.js";
import { agreeAhead, closed, newLock, opened, parcel, sealed, unlocked } from "./tablet-sealing.js";
import { Queue } from "./tablet-sending.js";
import { all, put, remove, set, setting, unset } from "./tablet-store.js";
import { Talks } from "./tablet-talks.js";
import { platform, Trial } from "./tablet-trial.js";
import { Voices } from "./tablet-voices.js";

const MOST_WRONG = 5;
const SHORTEST_PIN = 4;
const IDLE = 15 * 6e4; // milliseconds until the screen locks, and a draft is sealed
const LOCKED_FOR = 15 * 6e4; // after five wrong PINs, and after each one more
const LOOK = 1e4;
const DAY = 864e5;
const LAST_LOOK = 5 * 6e4; // at a code that is nowhere else, when the office has locked the tablet
const NEARLY_FULL = 0.8;
const RECEIPT = 12; // signs of the code of an answer
const LONG = 6e4; // signs of a form: longer ones have photos in them
const sounding = new Audio();
const SHUT = ["begin", "couple", "newpin", "pin", "blocked", "locked", "unknown"];

const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
const minute = () => `${new Date().toISOString().slice(0, 16)}:00Z`;

// Too many wrong PINs, and not long enough ago; a clock that was put back opens nothing sooner.
function blocked({ wrong, until = Infinity }) {
  return wrong >= MOST_WRONG && Date.now() < until;
}

function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A PIN is the same on every keyboard: Arabic and Persian digits are digits.
function digits(text) {
  return text.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (sign) => sign.charCodeAt(0) & 15);
}

const clockTime = (moment) => {
  return new Date(moment).toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit" });
};

// In the pilot's language, also where the list was fetched in another one.
const here = document.documentElement;
const titleOf = ({ title, documents }) => {
  return documents.find(({ language }) => language === here.dataset.locale)?.title ?? title;
};
const dayWords = (day) => {
  return new Date(day).toLocaleDateString(`${here.lang}-u-nu-latn`, { dateStyle: "long" });
};

function made(tag, words, more = {}) {
  const it = document.createElement(tag);
  it.textContent = words;
  for (const [name, value] of Object.entries(more)) it.setAttribute(name, value);
  return it;
}

// A recording by which people hear which language a button stands for.
function sample({ html_lang: lang, name, sample: address, listen }) {
  if (!address) return [];
  const button = made("button", "", { class: "pill hear", type: "button", lang });
  button.setAttribute("aria-label", `${listen}: ${name}`);
  button.append(document.importNode(document.querySelector("[data-hear]").content, true));
  button.addEventListener("click", () => {
    sounding.pause();
    sounding.src = address;
    sounding.play().catch(() => {}); // not on the tablet: the ready check names it
  });
  return [button];
}

class App {
  constructor(root) {
    this.root = root;
    this.texts = root.dataset;
    this.find = (what) => root.querySelector(what);
    this.tools = document.querySelector("[data-tools]");
    this.queue = new Queue(root.dataset.base, () => this.count(), (said) => this.heard(said));
    const deeds = ["day", "dropLeft", "following", "goOn", "keepLeft", "lock", "place", "ready"];
    deeds.push("save", "send", "sendAll");
    this.deeds = Object.fromEntries(deeds.map((name) => [name, () => this[name]()]));
    this.deeds.queue = () => this.waiting();
    this.talks = new Talks(this);
    this.ideas = new Ideas(this);
    this.voices = new Voices(this);
    Object.assign(this.deeds, this.talks.deeds, this.ideas.deeds, this.voices.deeds);
    this.interview = null;
    this.drafts = null; // the key for drafts, as long as the screen is open
    this.touched = Date.now();
    this.lastLook = 0; // until when a code is still shown on a tablet that is locked already
    this.handing = new Handing(this);
    new Trial(this);
  }

  async begin() {
    document.addEventListener("click", ({ target }) => {
      const { do: deed } = target.closest("[data-do]")?.dataset ?? {};
      // Whoever is asked meets no other way out than the one of the questions, and the lock.
      if (deed && this.lastLook) this.lock();
      else if (deed === "lock" || (deed && this.isFree && this.handing.lets(deed))) this.deeds[deed]();
    });
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this[`${event.target.dataset.form}Sent`](event.target);
    });
    for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => this.touch());
    addEventListener("message", (event) => this.told(event));
    setInterval(() => this.idle(), LOOK);
    this.handing.begin();
    if (!crypto.subtle || !navigator.locks) {
      this.say(this.texts.textUnsafe);
      return;
    }
    await set("language", document.documentElement.dataset.locale);
    const code = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    const about = await setting("tablet");
    if (about) this.who(about);
    await this.talks.kept.begin();
    await this.talks.lists(); // the number of the office stands before the app too
    await this.doorstep(code);
    await this.count();
    this.keepApp();
    this.queue.begin();
  }

  // What stands before the app: which of its doors, if any, is open.
  async doorstep(code = "") {
    const lock = await setting("lock");
    // In Safari an iPad keeps another store than in the app on its home screen, and empties it.
    const isTab = platform() === "ipados-safari" && navigator.standalone === false;
    this.find("[data-tab]").hidden = !isTab;
    if (code.length > 8) {
      this.show("couple");
      this.find("#couple-code").value = code;
      if (!isTab) await this.couple(code);
    } else if (!(await setting("token"))) this.show("couple");
    else if (await setting("unknown")) this.show("unknown");
    else if (await setting("locked")) this.show("locked");
    else if (!lock) this.show("newpin");
    else this.showPin(lock);
  }

  // Where the PIN is typed; or, after too many wrong ones, when it can be tried again.
  showPin(lock) {
    const { until = 0 } = lock;
    const isBlocked = blocked(lock);
    this.show(isBlocked ? "blocked" : "pin");
    if (isBlocked) this.find("[data-again]").textContent = filled(this.texts.textAgain, { time: clockTime(until) });
  }

  show(view) {
    // The screen was locked while this was being made ready.
    if (!this.drafts && !SHUT.includes(view)) return;
    this.view = view;
    for (const it of this.root.querySelectorAll("[data-view]")) it.hidden = it.dataset.view !== view;
    document.body.classList.toggle("asking", view === "interview");
    this.tools.hidden = SHUT.includes(view);
    this.ideas.shown(view);
    this.voices.shown(view);
    this.find("[data-tongues]").hidden = !SHUT.includes(view);
    const typed = this.root.querySelectorAll("input:not([name=code], [type=radio])");
    for (const it of typed) it.value = "";
    this.say("");
    const heading = this.find("[data-heading-line]");
    heading.textContent = this.find(`[data-view=${view}]`).dataset.heading ?? "";
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  name(view, words) {
    this.find(`[data-view=${view}]`).dataset.heading = words;
  }

  say(words) {
    const line = this.find("[data-said]");
    line.textContent = words;
    line.hidden = !words;
  }

  // ---- the app itself

  // Keeps the app on the tablet; a new version is taken while nobody is asked anything.
  async keepApp() {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    const before = serviceWorker.controller;
    serviceWorker.addEventListener("controllerchange", () => {
      if (before && !this.interview && SHUT.includes(this.view)) location.reload();
    });
    const { worker, scope } = this.texts;
    try {
      this.kept = await serviceWorker.register(worker, { scope, updateViaCache: "none" });
    } catch {
      return; // no network: what is kept serves
    }
    await serviceWorker.ready;
    serviceWorker.controller?.postMessage("served");
    this.kept.addEventListener("updatefound", () => {
      this.kept.installing?.addEventListener("statechange", () => this.renewApp());
    });
    this.renewApp();
  }

  renewApp() {
    if (!this.interview && SHUT.includes(this.view)) this.kept?.waiting?.postMessage("take over");
  }

  // ---- coupling and PIN

  coupleSent(form) {
    return this.couple(form.elements.code.value);
  }

  async couple(code) {
    if (code.replace(/[\s-]/g, "").length < 8) {
      this.say(this.texts.textNoCode);
      return;
    }
    try {
      const answer = await fetch(`${this.texts.base}koppeln`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code, platform: platform() }),
      });
      const said = await answer.json();
      if (!answer.ok) {
        this.say(said.said);
        return;
      }
      await this.talks.kept.recoupled((await setting("tablet"))?.number === said.tablet);
      await set("token", said.token);
      for (const name of ["unknown", "locked", "lock"]) await unset(name);
      for (const { key } of await all("drafts")) await remove("drafts", key); // of the PIN before
      await this.heard(said);
      this.handing.end();
      for (const it of this.root.querySelectorAll("[name=code]")) it.value = "";
      this.show("newpin");
    } catch {
      this.say(this.texts.textOffline);
    }
  }

  async newpinSent(form) {
    const [pin, same] = ["new-pin", "same-pin"].map((name) => digits(form.elements[name].value));
    if (pin.length < SHORTEST_PIN || /[^0-9]/.test(pin)) this.say(this.texts.textShortPin);
    else if (pin !== same) this.say(this.texts.textOtherPin);
    else {
      const { drafts, lock } = await newLock(pin);
      await set("lock", lock);
      this.drafts = drafts;
      this.touch();
      await this.talks.open();
      await this.ready();
    }
  }

  // A wrong attempt is counted before it is made: closing the app does not give it back.
  async pinSent(form) {
    const pin = digits(form.elements["open-pin"].value);
    const lock = await setting("lock");
    if (!pin || blocked(lock)) return;
    const tried = { ...lock, wrong: lock.wrong + 1, until: Date.now() + LOCKED_FOR };
    await set("lock", tried);
    const drafts = await unlocked(pin, lock);
    if (drafts) {
      await set("lock", { ...lock, wrong: 0 });
      await this.enter(drafts);
      return;
    }
    const left = MOST_WRONG - tried.wrong;
    this.showPin(tried);
    this.handing.tell();
    if (left > 0) this.say(filled(this.texts.textWrongPin, { n: left }));
    else await this.handing.settle();
  }

  async enter(drafts) {
    this.drafts = drafts;
    this.touch();
    await this.talks.open();
    if (this.handing.isOn) {
      await this.handing.back();
      return;
    }
    if (this.interview) {
      this.show("interview"); // the screen was locked in the middle of it
      return;
    }
    if (await this.findLeft()) this.show("left");
    else await this.day();
    this.refresh();
  }

  lock() {
    if (this.lastLook) {
      this.looked();
      return;
    }
    this.drafts = null;
    this.talks.close();
    this.show("pin");
    this.handing.tell();
    this.renewApp();
  }

  // The office has locked the tablet, or does not know it any more: nothing opens from now on. Only a
  // code that somebody is just being shown stays until it is written down, for it is nowhere else.
  async shut() {
    const isShown = this.isShowingCode;
    if (isShown) this.lastLook = Date.now() + LAST_LOOK;
    else await this.end();
    this.drafts = null;
    this.talks.close();
    this.tools.hidden = true;
    if (isShown) this.say(this.texts.textLastLook);
    else await this.doorstep();
  }

  // It is written down, or nobody looks any more.
  async looked() {
    this.lastLook = 0;
    this.close();
    await this.doorstep();
  }

  get isShowingCode() {
    return this.view === "slip" || (this.view === "interview" && Boolean(this.interview?.receipt));
  }

  // Whether nothing is being asked, or what is asked is hidden.
  get isFree() {
    return !this.isAsking || this.view !== "interview";
  }

  get isAsking() {
    return Boolean(this.interview && !this.interview.isDone);
  }

  touch() {
    this.touched = Date.now();
  }

  // Nobody has touched it for long: what was answered is sealed, and the screen locks.
  async idle() {
    if (this.view === "blocked") {
      const lock = await setting("lock");
      if (lock && !blocked(lock)) this.showPin(lock);
    }
    if (this.lastLook && Date.now() > this.lastLook) await this.looked();
    if (!this.drafts || Date.now() - this.touched < IDLE) return;
    await this.end();
    this.lock();
  }

  // ---- what the office says

  async heard(said) {
    if (said.unknown) {
      await set("unknown", true);
      if (this.view !== "unknown" && !this.lastLook) await this.shut();
      return;
    }
    const open = await setting("open");
    await set("open", said.open);
    await set("key", said.key);
    const isMoved = await this.talks.kept.clock(Date.now() - Date.parse(said.now));
    await set("tablet", { number: said.tablet, name: said.name, role: said.role });
    this.who(said);
    const before = await setting("locked");
    if (said.locked) {
      await set("locked", true);
      if (this.view !== "locked" && !this.lastLook) await this.shut();
    } else if (!said.locked && before) {
      await unset("locked");
      this.queue.asked = 0; // whoever unlocks it has decided about what was set aside, or does soon
      if (!this.lastLook) await this.doorstep();
    } else if (this.view === "day" && (isMoved || String(open) !== String(said.open))) await this.day(true);
  }

  who({ role, name }) {
    const parts = [made("bdi", role), " · ", made("bdi", name)];
    document.querySelector("[data-who]").replaceChildren(...parts);
  }

  // ---- the day

  // Also brought up to date where it stands: whoever has tapped on meanwhile is not called back.
  async day(isThere = false) {
    const from = this.view;
    if (!isThere) this.close();
    const [list, ahead, open] = await Promise.all(["package", "ahead", "open"].map(setting));
    await this.talks.day();
    // Set right or wrong meanwhile: a survey is over only if both clocks say so.
    const clock = Math.min(Date.now(), Date.now() - (ahead ?? 0));
    const surveys = (list?.surveys ?? [])
      .filter(({ until }) => !until || Date.parse(until) > clock)
      .filter(({ slug }) => open?.includes(slug) ?? true); // as the office said last
    const tiles = surveys.map((survey) => this.tile(survey));
    if (list && !tiles.length) tiles.push(made("p", this.texts.textNothing));
    this.find("[data-surveys]").replaceChildren(...tiles);
    await this.ideas.day(list, clock);
    if (!isThere) this.find("#paper").checked = false;
    const { textReady, textWasReady } = this.texts;
    const isPast = list && list.until < today();
    const until = surveys.length || isPast ? filled(isPast ? textWasReady : textReady, { day: dayWords(list.until) }) : "";
    this.find("[data-until]").textContent = until;
    this.find("[data-until]").classList.toggle("error", Boolean(isPast));
    if (!isThere && this.view === from) this.show("day");
    this.prepare();
  }

  // What is counted or answered next is sealed at once then.
  async prepare() {
    const key = await setting("key");
    if (key) await agreeAhead(key);
  }

  tile(survey) {
    const tile = made("button", "", { class: "tile", type: "button" });
    const names = survey.documents.map(({ name, html_lang: lang }) => made("bdi", name, { lang }));
    const line = made("span", `${filled(this.texts.textQuestions, { n: survey.questions })} · `);
    for (const [at, name] of names.entries()) line.append(at ? " · " : "", name);
    tile.append(made("strong", titleOf(survey)), line);
    tile.addEventListener("click", () => this.languages(survey));
    return tile;
  }

  languages(survey) {
    this.survey = survey;
    this.name("languages", titleOf(survey));
    const buttons = survey.documents.map((it) => {
      const more = { class: "pill", type: "button", lang: it.html_lang, dir: it.direction };
      const button = made("button", it.name, more);
      button.addEventListener("click", () => this.handing.choose(survey, it));
      const item = document.createElement("li");
      item.append(button, ...sample(it));
      return item;
    });
    this.find("[data-languages]").replaceChildren(...buttons);
    this.show("languages");
  }

  async place() {
    await this.talks.place(); // first: what is chosen as soon as it can be seen stays chosen
    this.show("place");
  }

  ideaSent() {
    return this.ideas.sent();
  }

  async placeSent({ elements: { place, occasion } }) {
    await this.talks.placed(place.value, occasion.value);
    await this.day();
  }

  // ---- an interview

  async ask(survey, { language, address, title }, left = null) {
    this.close();
    const key = left?.key ?? freshKey();
    const { slug, version } = left?.about ?? survey;
    const about = { slug, version, language, address, title, begun: left?.about.begun ?? minute() };
    about.paper = left ? left.about.paper : this.find("#paper").checked;
    about.receipts = left ? left.about.receipts : survey.receipts;
    about.handed = this.handing.isOn;
    document.querySelector("[data-paper]").hidden = !about.paper;
    this.interview = { key, about, draft: left?.draft ?? null, form: left?.form ?? "" };
    // Other tabs see by this that it is not left over.
    const held = new Promise((release) => Object.assign(this.interview, { release }));
    navigator.locks.request(`interview ${key}`, () => held);
    this.name("interview", title);
    const frame = made("iframe", "", { src: address, title });
    this.find("[data-frame]").replaceChildren(frame);
    this.find("[data-after]").hidden = true;
    this.show("interview");
    frame.focus();
    this.prepare();
  }

  // What the frame says.
  async told({ source, origin, data }) {
    const frame = this.find("iframe");
    if (!this.interview || origin !== location.origin || source !== frame?.contentWindow) return;
    this.touch();
    const { interview } = this;
    if (data.is === "here") {
      const { key, draft } = interview;
      this.handing.words = data.words;
      const more = this.handing.more(interview.about.language);
      source.postMessage({ is: "begin", key, draft, ...more }, origin);
    } else if (data.is === "agreed") interview.about.begun = minute();
    else if (data.is === "draft") {
      interview.draft = data.draft;
      interview.form = data.form;
      await this.keepDraft();
    } else if (data.is === "leave" || data.is === "decline") {
      if (data.is === "leave") await this.talks.gone(interview);
      await this.forget(interview.key);
      // A sheet of paper on which nobody agreed is put aside: it was no refusal of today.
      if (data.is === "leave" || interview.about.paper) this.after();
      else this.handing.declined();
    } else if (data.is === "finish" && !interview.isDone) {
      interview.form = data.form;
      const isKept = await this.finish(interview, data.partial);
      const { receipt } = interview;
      const slip = receipt && { code: grouped(receipt), address: `${this.ideas.slip[interview.about.language].door}#${receipt}` };
      source.postMessage({ is: isKept ? "kept" : "unkept", slip }, origin);
      if (isKept) this.find("[data-after]").hidden = false;
    }
  }

  // The newest draft is written, one at a time, sealed to the PIN.
  async keepDraft() {
    const { interview, drafts } = this;
    if (interview.isWriting || !drafts) {
      interview.isStale = true;
      return;
    }
    interview.isWriting = true;
    do {
      interview.isStale = false;
      const { key, about, draft, form } = interview;
      const content = await closed(drafts, { about, draft, form });
      if (!interview.isDone) await put("drafts", { key, at: Date.now(), ...content });
    } while (interview.isStale);
    interview.isWriting = false;
  }

  // Sealed, and on the disk: from here on nobody on this tablet can read it.
  async finish({ key, about, form }, isPartial) {
    const { interview } = this;
    const content = {
      kind: "answer",
      survey: about.slug,
      language: about.language,
      form,
      begun: about.begun,
      mark: about.paper ? "paper" : about.handed ? "" : "typed",
      receipt: about.receipts ? freshCode(RECEIPT) : "",
    };
    const large = form.length > LONG;
    try {
      const whole = { key, version: about.version, content, large };
      const answer = await sealed(await setting("key"), whole);
      const waits = { store: "queue", value: { ...answer, ...this.queue.fresh() } };
      const lies = [waits, { store: "drafts", key }];
      if (about.paper) await this.talks.typedIn(lies);
      else await this.talks.interviewed(isPartial, about.begun, lies);
    } catch {
      return false; // no room: the draft stays, and the frame says so
    }
    if (interview?.key === key) {
      Object.assign(interview, { isDone: true, draft: null, form: "", receipt: content.receipt });
    }
    await this.forget(key);
    this.queue.send();
    return true;
  }

  async forget(key) {
    if (this.interview?.key === key) this.interview.isDone = true;
    await remove("drafts", key);
  }

  // Whatever is being answered ends here: it is kept as it is, in part.
  async end() {
    const { interview } = this;
    if (interview && !interview.isDone && interview.form) await this.finishPart(interview);
    this.close();
  }

  finishPart(left) {
    return this.finish({ ...left, form: `${left.form}&stop=1` }, true);
  }

  // Nothing of the person before stays: the frame goes, with all that it has in memory.
  close() {
    document.querySelector("[data-paper]").hidden = true;
    this.interview?.release();
    this.interview = null;
    this.find("[data-frame]").replaceChildren();
    this.find("[data-after]").hidden = true;
  }

  after() {
    if (this.survey) this.languages(this.survey);
    else this.day();
    this.close();
  }

  following() {
    this.after();
  }

  // A draft that the tablet still has: it was closed in the middle. An old one is sealed in part.
  async findLeft() {
    this.left = null;
    const { held } = await navigator.locks.query();
    const elsewhere = held.map(({ name }) => name);
    for (const kept of await all("drafts")) {
      if (kept.sort) continue; // an idea: its board asks what becomes of it
      if (elsewhere.includes(`interview ${kept.key}`)) continue;
      const content = await opened(this.drafts, kept);
      const left = content && { key: kept.key, ...content };
      if (!left) await remove("drafts", kept.key);
      else if (Date.now() - kept.at > IDLE || this.left) await this.finishPart(left);
      else this.left = { ...left, at: kept.at };
    }
    const { about, at } = this.left ?? {};
    if (about) await this.tellLeft(about, at);
    return this.left;
  }

  // Whoever holds the tablet reads it: the title in their language, not in that of the person.
  async tellLeft({ slug, title }, at) {
    const survey = (await setting("package"))?.surveys.find((it) => it.slug === slug);
    this.find("[data-left]").textContent = survey ? titleOf(survey) : title;
    this.find("[data-left-at]").textContent = clockTime(at);
  }

  async goOn() {
    const { left } = this;
    const [list, keeps] = await Promise.all(["package", "left"].map(setting));
    if (left.about.handed) this.handing.take(keeps);
    this.survey = list?.surveys.find(({ slug }) => slug === left.about.slug);
    await this.ask(this.survey, left.about, left);
  }

  async keepLeft() {
    if (await this.finishPart(this.left)) this.left = null;
    await this.day();
  }

  async dropLeft() {
    await this.talks.gone(this.left);
    await remove("drafts", this.left.key);
    this.left = null;
    await this.day();
  }

  // ---- what waits

  async count() {
    const { waiting, aside, oldest, sent } = await this.queue.state();
    const isOld = oldest && Date.now() - Date.parse(oldest) > DAY;
    const time = sent && clockTime(sent);
    // Contacts and their corrections are told without a number: it would not be that of people.
    const [contacts, voices] = ["contact", "voice"].map((one) => waiting.filter(({ sort }) => sort === one).length);
    const words = [
      filled(this.texts.textState, { n: waiting.length - contacts - voices }),
      ...(voices ? [filled(this.texts.textVoices, { n: voices })] : []),
      ...(contacts ? [this.texts.textContacts] : []),
      ...(aside.length ? [filled(this.texts.textAside, { n: aside.length })] : []),
      time ? filled(this.texts.textSent, { time }) : this.texts.textNever,
    ].join(" · ");
    const button = document.querySelector("[data-state]");
    if (button.textContent !== words) button.textContent = words;
    button.classList.toggle("old", Boolean(isOld));
    for (const line of this.root.querySelectorAll("[data-state-line]")) {
      line.textContent = isOld ? `${words}. ${this.texts.textOld}` : words;
    }
    this.find("[data-aside]").hidden = !aside.length;
    const reasons = aside.map(({ at, aside: reason }) => {
      const line = made("li", "");
      const day = new Date(at).toLocaleDateString("de", { day: "2-digit", month: "2-digit" });
      line.append(made("bdi", `${day} ${clockTime(at)}`), ` · ${reason}`);
      return line;
    });
    this.find("[data-aside-list]").replaceChildren(...reasons);
  }

  async waiting() {
    this.close();
    await this.count();
    this.show("queue");
  }

  async send() {
    await this.queue.send();
  }

  async sendAll() {
    this.say(this.texts.textSending);
    await this.queue.send(true);
    const { waiting } = await this.queue.state();
    if (this.view !== "queue") return;
    const words = waiting.length ? this.texts.textOffline : this.texts.textAllSent;
    this.say(this.queue.reached === "yes" || !waiting.length ? words : this.texts.textOffline);
  }

  // What waits, sealed as it is, in a file that the office takes in.
  async save() {
    const { number } = (await setting("tablet")) ?? {};
    const parcels = (await all("queue")).map(parcel);
    const content = { kind: "beteiligung-tablet-queue", tablet: number, saved: minute(), parcels };
    const file = new Blob([JSON.stringify(content)], { type: "application/json" });
    const name = `${this.texts.textFile}-${today()}.json`;
    const link = made("a", "", { download: name });
    link.href = URL.createObjectURL(file);
    link.click();
    URL.revokeObjectURL(link.href);
    this.say(filled(this.texts.textSavedFile, { name: `\u2066${name}\u2069` })); // read from the left
  }

  // ---- the ready check

  // Once a day what is on the tablet is brought up to date; a correction at noon waits for the check.
  async refresh() {
    if ((await setting("checked")) === today() || navigator.onLine === false) return;
    try {
      const list = await listed(this.texts.base);
      if (this.interview) return;
      await fetched(list);
      await set("checked", today());
      if (this.view === "day") await this.day(true);
    } catch {
      // what is there stays
    }
  }

  async ready() {
    this.close();
    this.show("ready");
    const said = this.find("[data-ready]");
    said.textContent = this.texts.textChecking;
    let words = "";
    try {
      await fetched(await listed(this.texts.base));
      await set("checked", today());
    } catch {
      words = this.texts.textNoNet;
    }
    const list = await setting("package");
    said.textContent = [await this.readiness(list), words].filter(Boolean).join(" ");
    this.find("[data-ready-list]").replaceChildren(...this.listing(list));
    const n = list?.media.length ?? 0;
    this.find("[data-media]").textContent = filled(this.texts.textMedia, { n });
    this.queue.send(); // some browsers ask first whether they may keep it: nothing waits for that
    const { keeps, free, used } = await storage();
    this.find("[data-keeps]").textContent = keeps ? this.texts.textKeeps : this.texts.textKeepsNot;
    const room = filled(this.texts.textRoom, { n: Math.round(free / 1e6) });
    this.find("[data-room]").textContent = used > NEARLY_FULL ? `${room}. ${this.texts.textFull}` : room;
  }

  async readiness(list) {
    const gone = list ? await missing(list) : [{ title: "…" }];
    const names = gone.filter(({ title }) => title).map(({ title }) => title);
    const media = gone.length - names.length;
    if (media) names.push(filled(this.texts.textMedia, { n: media }));
    if (!(await this.isKept())) names.unshift("App");
    if (names.length) return filled(this.texts.textNotReady, { names: names.join(", ") });
    const { surveys, until } = list;
    if (!surveys.length) return this.texts.textNothing;
    const languages = new Set(surveys.flatMap((it) => it.documents.map(({ language }) => language)));
    const values = { surveys: surveys.length, languages: languages.size, day: dayWords(until) };
    return filled(this.texts.textReadyAll, values);
  }

  // Whether the app itself starts without a network.
  async isKept() {
    return whole();
  }

  listing(list) {
    const lines = (list?.surveys ?? []).map((survey) => {
      const { documents } = survey;
      const line = made("li", `${titleOf(survey)}: `, { class: "listed" });
      for (const [at, { name, html_lang: lang }] of documents.entries()) {
        line.append(at ? " · " : "", made("bdi", name, { lang }));
      }
      return line;
    });
    if (list?.boards?.length) {
      const names = list.boards.map((board) => this.ideas.titleOf(board)).join(", ");
      lines.push(made("li", filled(this.texts.textBoards, { names })));
    }
    for (const { title, reason } of list?.left_out ?? []) {
      lines.push(made("li", filled(this.texts.textLeftOut, { survey: title, reason })));
    }
    return lines;
  }
}

new App(document.querySelector("[data-module=tablet]")).begin();
