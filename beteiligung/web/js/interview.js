// A survey in the app's frame: the residents' own questions; what is answered goes to the app, which
// seals it. Nothing is kept, sent or remembered here.
import { Answering } from "./answer.js";
import { besides } from "./interview-besides.js";
import { canBeCode } from "./signs.js";
import { qr } from "./tablet-qr.js";

const LATEST = 300; // milliseconds until it is done at the latest, also in a window that nobody sees
const SOON = 60; // where a browser does not say when it is idle
const tell = (is, more = {}) => parent.postMessage({ is, ...more }, location.origin);

// What nobody has to wait for: it is done as soon as the next question is on the screen.
class Afterwards {
  due = new Map();

  constructor() {
    document.addEventListener("visibilitychange", () => this.now());
  }

  put(name, act) {
    if (!this.due.size) {
      if (globalThis.requestIdleCallback) requestIdleCallback(() => this.now(), { timeout: LATEST });
      else setTimeout(() => this.now(), SOON);
    }
    this.due.set(name, act);
  }

  now() {
    const acts = [...this.due.values()];
    this.due.clear();
    for (const act of acts) act();
  }
}

// The draft lies with the app, sealed to the PIN.
class Entrusted {
  name = "";
  constructor(draft, form, afterwards) {
    this.left = draft;
    this.form = form; // what would be sent
    this.afterwards = afterwards;
  }
  read = () => this.left;
  mayGoOn = () => true;
  goOn = () => {};
  write = (draft) => {
    this.afterwards.put("draft", () => tell("draft", { draft, form: this.form() }));
    return true;
  };
  remove = () => {
    this.afterwards.due.delete("draft");
    tell("forget");
  };
}

class Interview extends Answering {
  constructor(root, { key, draft, handed }) {
    super(root);
    this.isTrial = false;
    this.isHanded = handed;
    this.afterwards = new Afterwards();
    this.draft = new Entrusted(draft, () => this.written(), this.afterwards);
    if (!draft) this.take(key, "", "");
    const part = (name) => document.importNode(document.querySelector(name).content, true);
    this.row = this.views.start.querySelector("[data-begin-row]");
    this.row.append(part("[data-decline]"));
    this.still = part("[data-still]").firstElementChild;
    this.dialogs.push(this.still);
  }

  begin() {
    this.row.querySelector("[data-begin]").addEventListener("click", () => tell("agreed"));
    super.begin();
  }

  // To skip and to stop stand beside going on, as large as that.
  offer() {
    super.offer();
    const { foot, side } = this;
    const last = foot.lastElementChild;
    if (foot.isConnected && last.previousElementSibling !== side) last.before(side);
  }

  // The browser takes its time over it: each one, in the order of the screens.
  record(how, state) {
    if (this.afterwards.due.has("way")) this.afterwards.now();
    this.afterwards.put("way", () => super.record(how, state));
  }

  back() {
    this.afterwards.now();
    super.back();
  }

  // Nobody has touched it for a while.
  ask(keeps) {
    this.still.querySelector("[data-keeps]").hidden = !keeps;
    this.still.querySelector("[data-drops]").hidden = keeps;
    this.still.querySelector("[data-do=partial]").closest("p").hidden = !this.isAnswered;
    this.stay();
    this.open(this.still);
  }

  decline() {
    tell("decline");
  }

  async renew() {} // a key of the app's is as good as one of the server's

  send() {
    if (this.isSending) return;
    if (this.entry && !this.isPartial && !canBeCode(this.entry.value)) {
      this.wrongCode();
      return;
    }
    this.isSending = true;
    this.busy();
    this.afterwards.now();
    tell("finish", { form: this.written(), partial: this.isPartial });
  }

  kept(slip) {
    this.root.remove();
    document.documentElement.classList.remove("js", "asks");
    const thanks = document.querySelector("[data-thanks]");
    thanks.hidden = false;
    const receipt = thanks.querySelector("[data-receipt]");
    if (receipt && slip) {
      receipt.querySelector(".code").textContent = slip.code;
      receipt.querySelector("[data-picture]").append(qr(slip.address));
      receipt.hidden = false;
    }
    thanks.querySelector("[data-give-back]").hidden = !this.isHanded;
    thanks.querySelector("h2").focus();
  }

  // Whether a code is still free only the office knows; that a sign is wrong can be seen here.
  wrongCode() {
    const words = document.importNode(document.querySelector("[data-no-code]").content, true);
    const error = document.createElement("p");
    Object.assign(error, { className: "error", id: "entry-code-error" });
    error.append(words);
    this.root.querySelector("[data-entry-error]").replaceChildren(error);
    this.entry.setAttribute("aria-invalid", "true");
    this.entry.setAttribute("aria-describedby", "entry-code-help entry-code-error");
    this.entry.focus();
  }

  unkept() {
    this.isSending = false;
    this.busy();
    const words = document.querySelector("[data-unkept]").content.textContent.trim();
    this.say([words], ["again"]);
  }

  forget() {
    this.leave();
  }

  leave() {
    this.afterwards.due.delete("draft");
    tell("leave");
  }
}

const root = document.querySelector("[data-module=interview]");
// Photos travel in the sealed form, as text, and small enough for one.
for (const section of root.querySelectorAll("[data-kind=photo]")) {
  if (!globalThis.CompressionStream) section.remove();
  const { dataset } = section.querySelector("[data-photo]");
  Object.assign(dataset, { photo: Math.min(+dataset.photo, 1280), largest: 3e5 });
  section.parcel = (value) => value;
}
let running;

async function begin(data) {
  running = new Interview(root, data);
  if (data.second) await besides(running, data.second);
  running.begin();
}

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || origin !== location.origin) return;
  if (data.is === "begin" && !running) begin(data);
  if (data.is === "kept") running.kept(data.slip);
  if (data.is === "unkept") running.unkept();
  if (data.is === "still") running.ask(data.keeps);
});
for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => tell("touch"));
const { lang, dir } = document.documentElement;
tell("here", { words: { text: document.querySelector("[data-thanks]").dataset.covered, lang, dir } });
