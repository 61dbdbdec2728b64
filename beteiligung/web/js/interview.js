// A survey in the app's frame: the residents' own questions; what is answered goes to the app, which
// seals it. Nothing is kept, sent or remembered here.
import { Answering } from "./answer.js";

const tell = (is, more = {}) => parent.postMessage({ is, ...more }, location.origin);

// The draft lies with the app, sealed to the PIN.
class Entrusted {
  name = "";
  constructor(draft, form) {
    this.left = draft;
    this.form = form; // what would be sent
  }
  read = () => this.left;
  mayGoOn = () => true;
  goOn = () => {};
  write = (draft) => {
    tell("draft", { draft, form: this.form() });
    return true;
  };
  remove = () => tell("forget");
}

class Interview extends Answering {
  constructor(root, { key, draft }) {
    super(root);
    this.isTrial = false;
    this.draft = new Entrusted(draft, () => this.written());
    if (!draft) this.take(key, "", "");
  }

  begin() {
    super.begin();
    const decline = this.root.parentElement.querySelector("[data-decline]").content;
    this.views.start.querySelector("[data-begin-row]").after(document.importNode(decline, true));
  }

  async renew() {} // a key of the app's is as good as one of the server's

  send() {
    if (this.isSending) return;
    this.isSending = true;
    this.busy();
    tell("finish", { form: this.written(), partial: this.isPartial });
  }

  kept() {
    this.root.remove();
    document.documentElement.classList.remove("js", "asks");
    const thanks = document.querySelector("[data-thanks]");
    thanks.hidden = false;
    thanks.querySelector("h2").focus();
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
    tell("leave");
  }
}

const root = document.querySelector("[data-module=interview]");
for (const photo of root.querySelectorAll("[data-kind=photo]")) photo.remove(); // none in the street
let running;
addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || origin !== location.origin) return;
  if (data.is === "begin" && !running) {
    running = new Interview(root, data);
    running.begin();
  }
  if (data.is === "kept") running.kept();
  if (data.is === "unkept") running.unkept();
});
tell("here");
