// Reads a survey to people: the question, then its answers in their order, each lit while it is
// heard. Nothing sounds before the first tap. Loaded only where a survey has recordings.
const PAUSE = 300; // milliseconds between two texts
const SLOW = 0.75;
const PARTS = "[data-sound]";
const WRITTEN = "[data-heading], p.hint, .statement, label.opt, [data-rank-label], .share label";
const SAYING = "[data-say]";

const isShown = (place) => place.getClientRects().length > 0 && !place.closest("[data-ahead]");
const lightOf = (place) => place.closest("label.opt, .rank, .share") ?? place;

// A voice of the device for exactly this language; another one would read nonsense.
function voiceFor(language) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  const wanted = language.toLowerCase();
  return voices.find(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === wanted);
}

class Reading {
  constructor(root) {
    const bar = root.querySelector("[data-reading]").content;
    this.root = root;
    this.isHeard = root.classList.contains("heard");
    this.bar = document.importNode(bar.firstElementChild, true);
    this.audio = new Audio();
    this.queue = [];
    this.lit = null;
    this.isMoved = this.isPaused = false;
    this.isAlways = false;
    this.view = null;
  }

  begin() {
    this.bar.addEventListener("click", ({ target }) => {
      const { read } = target.closest("button[data-read]")?.dataset ?? {};
      if (read) this[read]();
    });
    this.bar.addEventListener("change", ({ target }) => this.chosen(target));
    this.audio.addEventListener("ended", () => this.next());
    this.audio.addEventListener("error", () => this.queue.length && this.next());
    this.offerComputer();
    globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => this.offerComputer());
    if (this.isHeard) this.listen();
    new MutationObserver(() => this.look()).observe(this.root, {
      attributes: true,
      attributeFilter: ["hidden", "open"],
      childList: true,
      subtree: true,
    });
    this.look();
    document.documentElement.classList.add("reads"); // the plain players may go
  }

  get isOn() {
    return this.queue.length > 0 && !this.isPaused;
  }

  setting(name) {
    return this.bar.querySelector(`[data-read=${name}]`).checked;
  }

  chosen({ dataset, checked }) {
    if (dataset.read === "slower") this.audio.playbackRate = this.speed;
    if (dataset.read === "always") {
      this.isAlways = checked;
      if (checked && !this.isOn) this.play();
    }
  }

  get speed() {
    return this.setting("slower") ? SLOW : 1;
  }

  // ---- what there is to hear

  // The screen that is shown now; a dialog lies above it.
  look() {
    const view =
      this.root.querySelector("dialog[open]") ??
      [...this.root.querySelectorAll("[data-start], [data-resume], [data-screen], [data-finish]")]
        .find(isShown);
    if (!view || view === this.view) return;
    const isFirst = !this.view;
    this.view = view;
    this.silence();
    const place = view.querySelector("fieldset, .field, [data-begin-row], [data-heading] + p");
    if (!view.matches("dialog")) (place ?? view.lastElementChild).before(this.bar);
    this.bar.hidden = !this.parts(view).length;
    if (!isFirst && this.isAlways) this.play();
  }

  parts(view) {
    const texts = [...view.querySelectorAll(PARTS)].filter((text) => this.isHeard || isShown(text));
    if (view.matches("[data-start]")) texts.unshift(...this.root.querySelectorAll(`h1${PARTS}`));
    const buttons = this.isHeard && !texts.some((part) => part.matches("input"))
      ? [...view.querySelectorAll(SAYING)].filter(isShown)
      : [];
    return [...texts, ...buttons];
  }

  // Texts without a recording, for the computer's voice: only where somebody asked for it.
  spoken(view) {
    if (!this.setting("computer")) return this.parts(view);
    const texts = view.querySelectorAll(WRITTEN);
    return [...texts].map((text) => text.querySelector(PARTS) ?? text);
  }

  offerComputer() {
    const { lang } = document.documentElement;
    const offer = this.bar.querySelector("[data-computer]");
    offer.hidden = this.isHeard || !voiceFor(lang);
  }

  // ---- playing

  play() {
    if (this.isOn) this.pause();
    else if (this.isPaused) this.goOn();
    else this.start(this.spoken(this.view));
  }

  again() {
    this.silence();
    this.start(this.spoken(this.view));
  }

  start(parts, before = []) {
    this.isPaused = false;
    if (this.isHeard) this.isAlways = true; // after the first tap everything is read
    this.queue = [...before, ...parts];
    this.preload();
    this.sound();
  }

  pause() {
    this.isPaused = true;
    this.audio.pause();
    globalThis.speechSynthesis?.pause();
    this.show();
  }

  goOn() {
    this.isPaused = false;
    globalThis.speechSynthesis?.resume();
    if (this.audio.src && !this.audio.ended) this.audio.play().catch(() => this.silence());
    this.show();
  }

  next() {
    this.queue.shift();
    this.light(null);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sound(), PAUSE);
  }

  sound() {
    const [part] = this.queue;
    this.show();
    if (!part) return;
    const address = part.dataset.sound ?? part.dataset.say;
    this.light(part);
    if (!address) this.compute(part);
    else {
      this.audio.src = address;
      this.audio.playbackRate = this.speed;
      this.audio.play().catch(({ name }) => name === "NotAllowedError" && this.silence());
    }
  }

  compute(part) {
    const voice = voiceFor(document.documentElement.lang);
    const text = (part.closest("label.opt") ?? part).cloneNode(true);
    for (const other of text.querySelectorAll(".second")) other.remove(); // in the pilot's language
    const words = text.textContent.trim();
    if (!voice || !words) {
      this.next();
      return;
    }
    const speech = new SpeechSynthesisUtterance(words);
    Object.assign(speech, { voice, lang: voice.lang, rate: this.speed });
    speech.addEventListener("end", () => this.queue[0] === part && this.next());
    speechSynthesis.speak(speech);
  }

  silence() {
    clearTimeout(this.timer);
    this.queue = [];
    this.isPaused = false;
    this.audio.pause();
    globalThis.speechSynthesis?.cancel();
    this.light(null);
    this.show();
  }

  light(part) {
    this.lit?.classList.remove("lit");
    this.lit?.removeAttribute("aria-current");
    this.lit = part && lightOf(part);
    if (!this.lit) return;
    this.lit.classList.add("lit");
    this.lit.setAttribute("aria-current", "true");
    const box = this.lit.getBoundingClientRect();
    const isPlace = this.lit.matches("label, button, .rank, .share");
    const isSeen = box.top >= 0 && box.bottom <= innerHeight - 90; // above the foot
    if (isPlace && isShown(this.lit) && !isSeen) this.lit.scrollIntoView({ block: "center" });
  }

  show() {
    const button = this.bar.querySelector("[data-read=play]");
    button.classList.toggle("on", this.isOn);
    button.querySelector("span").textContent = button.dataset[this.isOn ? "pause" : "play"];
    this.bar.querySelector("[data-read=again]").hidden = !this.queue.length;
  }

  // The recordings of the screen that comes next, so that a tunnel does not silence it.
  preload() {
    const screens = [...this.root.querySelectorAll("[data-screen], [data-finish]")];
    const next = screens[screens.indexOf(this.view) + 1] ?? null;
    for (const { dataset } of next?.querySelectorAll(PARTS) ?? []) {
      fetch(dataset.sound).catch(() => {}); // then it is fetched when it is wanted
    }
  }

  // ---- where nothing is written

  // Buttons say what they do: when the keyboard reaches them, and when they are pressed.
  listen() {
    this.root.addEventListener("focusin", ({ target }) => {
      if (target.matches(`${SAYING}:focus-visible`)) this.say(target);
      else if (target.matches(`input${PARTS}:focus-visible`)) this.say(target);
    });
    this.root.addEventListener("click", ({ target }) => {
      const button = target.closest(SAYING);
      if (button && !button.matches("[data-next]")) this.say(button);
    });
    this.root.addEventListener("change", ({ target }) => {
      if (target.matches(`input${PARTS}`)) this.say(target);
    });
    const { phrases } = this.bar.dataset;
    this.phrases = phrases ? JSON.parse(phrases) : {};
    const told = new MutationObserver(() => this.tell());
    told.observe(this.root, { childList: true, subtree: true });
  }

  // One thing at once, in the place of what was being read.
  say(place) {
    this.silence();
    this.start([place]);
  }

  // What the page says in writing: faults, and how sending goes.
  tell() {
    const lines = [...this.root.querySelectorAll(".error span, [data-said] p")].filter(isShown);
    const said = lines.map(({ textContent }) => textContent.trim()).join("\n");
    if (said === this.said) return;
    this.said = said;
    const address = this.phrases[lines[0]?.textContent.trim()];
    if (!address) return;
    const place = document.createElement("span");
    place.dataset.say = address;
    this.say(place);
  }
}

const root = document.querySelector(
  "[data-module=answer], [data-module=interview], [data-module=thanks-heard]",
);
if (root?.querySelector("[data-reading]")) new Reading(root).begin();
