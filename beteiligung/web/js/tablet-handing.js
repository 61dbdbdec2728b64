// Who holds the tablet while somebody is asked: the pilot, who reads aloud in two languages, or the
// person herself. In her hands nothing else opens: only the PIN leads out, the screen is covered as
// soon as it is left, and what nobody goes on with is kept or deleted, as was agreed before.
import { set, setting } from "./tablet-store.js";

const QUIET = 9e4; // milliseconds without a touch, until it asks whether somebody is there
const ANSWER = 3e4; // until no answer is one
const LOOK = 1e3;
const CLOSED = ["locked", "unknown"]; // by the office
const COVERED = ["pin", "blocked", ...CLOSED];
const KEEP = "keep";
const HANDS = "hands";
const ALLOWED = ["again", "dropHanded", "following", "keepHanded"]; // while somebody else has it

export class Handing {
  constructor(app) {
    this.app = app;
    this.isOn = this.isFull = this.isDeclined = false;
    this.asked = 0;
    this.words = null; // for the covered screen, in the language of whoever is asked
    const names = ["again", "dropHanded", "keepHanded"];
    for (const name of names) app.deeds[name] = () => this[name]();
  }

  begin() {
    this.remember();
    document.addEventListener("visibilitychange", () => document.hidden && this.cover());
    document.addEventListener("fullscreenchange", () => {
      if (this.isFull && !document.fullscreenElement) this.cover();
    });
    addEventListener("blur", () => setTimeout(() => document.hasFocus() || this.cover()));
    addEventListener("popstate", () => this.isOn && this.guard());
    setInterval(() => this.watch(), LOOK);
  }

  // Whether a button of the app works in these hands.
  lets(deed) {
    return !this.isOn || ALLOWED.includes(deed) || CLOSED.includes(this.app.view);
  }

  // ---- who holds it

  // A language was chosen, by whoever is asked: it begins in the hands that were chosen above it.
  choose(survey, document) {
    const isPaper = this.app.find("#paper").checked;
    if (!this.isOn && !isPaper && this.chosen("holds") === HANDS) this.take(this.chosen("left"));
    return this.app.ask(survey, document);
  }

  chosen(name) {
    return this.app.find(`[name=${name}]:checked`).value;
  }

  // What was chosen last stays chosen, where it can be seen and changed.
  async remember() {
    for (const name of ["holds", "left"]) {
      const kept = await setting(name);
      for (const it of this.app.root.querySelectorAll(`[name=${name}]`)) {
        if (kept) it.checked = it.value === kept;
        it.addEventListener("change", () => set(name, it.value));
      }
    }
  }

  // Into her own hands; also what was left in them when the tablet was closed.
  take(left = KEEP) {
    this.left = left;
    this.isOn = true;
    document.body.classList.add("handed");
    this.fill();
    this.guard();
  }

  // What the questions need to know: the words of the pilot's language, or whose hands they are in.
  more(language) {
    const { documents = [] } = this.app.survey ?? {};
    const own = document.documentElement.dataset.locale;
    const here = documents.find((it) => it.language === language);
    const other = ["", "de"].map((it) => documents.find((one) => one.language === (it || own)));
    const second = other.find(Boolean);
    const isOther = second && second.html_lang !== here?.html_lang;
    return { handed: this.isOn, second: this.isOn || !isOther ? null : second };
  }

  // The whole screen, where the browser gives it: it can only be asked for after a tap.
  async fill() {
    const page = document.documentElement;
    try {
      await page.requestFullscreen?.({ navigationUI: "hide" });
      this.isFull = Boolean(document.fullscreenElement);
    } catch {
      this.isFull = false; // the page says what else helps
    }
  }

  // The back button of the device meets this step, never a page of the app.
  guard() {
    history.pushState({ handed: true }, "");
  }

  end() {
    if (!this.isOn) return;
    this.isOn = this.isFull = false;
    this.words = null;
    document.body.classList.remove("handed");
    if (document.fullscreenElement) document.exitFullscreen();
    this.tell();
  }

  // ---- covered

  cover() {
    if (this.isOn && !COVERED.includes(this.app.view)) this.app.lock();
  }

  // What a covered screen says to whoever looks at it.
  tell() {
    const line = this.app.find("[data-covered]");
    line.hidden = !this.isOn || !this.words;
    if (line.hidden) return;
    const { text, lang, dir } = this.words;
    line.textContent = text;
    Object.assign(line, { lang, dir });
  }

  // The pilot has the tablet back, and has typed the PIN.
  async back() {
    if (this.app.isAsking) this.app.show("back");
    else await this.over();
  }

  async again() {
    this.fill();
    this.app.touch();
    this.app.show("interview");
  }

  async keepHanded() {
    await this.app.end();
    await this.over();
  }

  async dropHanded() {
    await this.drop();
    await this.over();
  }

  // A no: the pilot notes why, as soon as she has the tablet.
  async declined() {
    this.app.close();
    this.isDeclined = true;
    if (this.isOn) this.cover();
    else await this.over();
  }

  async over() {
    const { isDeclined } = this;
    this.end();
    this.isDeclined = false;
    await this.app.day();
    if (isDeclined) this.app.talks.choose("refused");
  }

  // ---- nobody there

  async watch() {
    const { app } = this;
    if (!this.isOn) return;
    const quiet = Date.now() - app.touched;
    const isShown = app.isAsking && app.view === "interview";
    if (quiet < QUIET) return;
    if (quiet < QUIET + ANSWER) {
      if (isShown && this.asked !== app.touched) this.ask();
    } else if (app.interview || !COVERED.includes(app.view)) await this.leave();
  }

  ask() {
    this.asked = this.app.touched; // once for each silence
    const { contentWindow } = this.app.find("iframe");
    contentWindow.postMessage({ is: "still", keeps: this.left === KEEP }, location.origin);
  }

  // Blank: what was answered is kept in part or deleted, and only the PIN opens the app.
  async leave() {
    await this.settle();
    this.cover();
  }

  // The PIN was wrong five times: whatever is being answered ends as well.
  async settle() {
    const { app } = this;
    if (this.isOn && this.left !== KEEP && app.isAsking) await this.drop();
    await app.end();
  }

  async drop() {
    const { interview } = this.app;
    await this.app.talks.gone(interview);
    await this.app.forget(interview.key);
  }
}
