// Turns the whole survey on one page into one question at a time, on which nothing gets lost.
// Without this script the page is complete; with it, it is calmer. All words come from the page.
import "./display.js";
import { Calculation } from "./calculation.js";
import { Effort } from "./effort-asking.js";
import { Draft, freshKey, NoDraft, sweep } from "./draft.js";
import { Pipes } from "./pipes.js";
import { holds } from "./rules.js";
import { Screen, worded } from "./screen.js";
import { Patience, send } from "./sending.js";
import { offerSharing } from "./share.js";

const START = "start"; // the places beside the names of screens
const RESUME = "resume";
const FINISH = "finish";

export class Answering {
  constructor(root) {
    const find = (what) => root.querySelector(what);
    const parts = find("[data-scripted]").content;
    const part = (what) => document.importNode(parts.querySelector(what), true);
    this.root = root;
    this.texts = root.dataset;
    this.form = find("[data-form]");
    this.form.setAttribute("autocomplete", "off"); // the browser must not remember what is deleted
    this.title = find("[data-title]");
    this.tab = document.title;
    const places = [...root.querySelectorAll("[data-screen], [data-calculation]")];
    const made = (it) => ("screen" in it.dataset ? new Screen(it, root.dataset) : new Calculation(it));
    this.steps = places.map(made); // in the order in which they are decided
    this.screens = this.steps.filter(({ section }) => section);
    this.notes = [...root.querySelectorAll("[data-note-rule]")];
    this.pipes = new Pipes(this.form);
    this.views = {
      [START]: find("[data-start]"),
      [RESUME]: part("[data-resume]"),
      [FINISH]: find("[data-finish]"),
    };
    this.status = part("[data-status]");
    this.foot = part(".foot");
    this.side = part("[data-side]");
    this.dialogs = [part("[data-stop]"), part("[data-deletion]")];
    this.summary = find("#errors");
    for (const it of root.querySelectorAll("[data-unscripted]")) it.remove(); // in foot and dialog
    this.key = find("[name=key]").value;
    this.stamp = find("[name=page-stamp]"); // when the page was handed out; a trial has none
    this.trap = find("[name=home-page]");
    this.entry = find("[name=entry-code]"); // where only people with a one-time code take part
    this.effort = root.dataset.work && new Effort(root.dataset.work, root.dataset.worker);
    this.code = find("[name=c]")?.value ?? "";
    const brought = [...root.querySelectorAll("[data-brought]")];
    this.brought = brought.map(({ name, value, dataset }) => [name, value, dataset.brought]);
    this.isTrial = "trial" in root.dataset;
    const isSensitive = "sensitive" in root.dataset;
    this.draft = this.isTrial ? new NoDraft() : new Draft(root.dataset.survey, isSensitive);
    this.patience = new Patience(() => this.send());
    const now = new Date();
    this.today = new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
    this.isMending = this.isBegun = this.isPartial = this.isWaiting = this.isSending = false;
    this.askAnew();
  }

  begin() {
    this.views[START].before(this.status, this.views[RESUME]);
    this.root.append(...this.dialogs);
    this.listen();
    this.takeEntry();
    this.left = this.draft.read();
    const mayGoOn = this.draft.mayGoOn();
    this.orders = {};
    for (const screen of this.screens.filter(({ section }) => "shuffle" in section.dataset)) {
      this.orders[screen.question] = screen.order(this.left?.order?.[screen.question]);
    }
    history.scrollRestoration = "manual";
    const home = this.form.getAttribute("action"); // answers saved elsewhere came by another address
    if (home && !location.pathname.endsWith(home)) history.replaceState(null, "", home);
    document.documentElement.classList.add("js");
    if (this.screens.some((screen) => screen.isAnswered || screen.isWrong)) this.takeOver();
    else if (!this.left) this.show(START, "replaceState", false);
    else if (mayGoOn || this.left.waiting) this.resume();
    else this.show(RESUME, "replaceState");
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      if (this.isTranslating) return;
      event.preventDefault();
      this.next();
    });
    this.form.addEventListener("input", () => {
      this.isBegun = this.isBegun || this.isAnswered;
      this.effort?.begin();
      this.offer();
      this.save();
    });
    this.root.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=language]");
      if (button) this.translate(event, button);
    });
    addEventListener("popstate", ({ state }) => {
      if (state) this.show(state.at === RESUME ? START : state.at, null); // none: a skip link
    });
    addEventListener("storage", (event) => this.follow(event));
    // A page that was left for good must not come back with somebody's answers.
    addEventListener("pageshow", ({ persisted }) => persisted && this.isGone && location.reload());
  }

  // A one-time code comes after "#": no server's log ever has it, and no longer does the address.
  takeEntry() {
    const code = decodeURIComponent(location.hash.slice(1));
    if (!this.entry || !/^[0-9A-Z-]{8,14}$/i.test(code)) return;
    this.entry.value = code;
    history.replaceState(null, "", location.pathname + location.search);
  }

  clicked(event) {
    const { target } = event;
    const { do: deed } = target.closest("[data-do]")?.dataset ?? {};
    const link = target.closest("#errors a, a[data-begin]");
    if (deed) this[deed]();
    else if (link) {
      event.preventDefault();
      if ("begin" in link.dataset) this.show(this.visible()[0]?.name ?? FINISH);
      else this.mend(decodeURIComponent(link.hash.slice(1)));
    } else if (this.at === FINISH && target.closest("[data-next]") && event.detail > 1) {
      event.preventDefault(); // the second half of a double tap on the screen before
    }
  }

  // ---- what there is

  get screen() {
    return this.screens.find(({ name }) => name === this.at);
  }

  get isAnswered() {
    return this.screens.some((screen) => screen.isAnswered);
  }

  // The screens that rules let a person see; answers to hidden questions are kept, but not seen.
  visible() {
    const seen = Object.fromEntries(this.brought);
    const verdicts = {};
    const shown = this.steps.filter((step) => {
      const { question, rule } = step;
      verdicts[question] ??= rule === undefined || holds(rule, seen, { today: this.today });
      if (verdicts[question]) Object.assign(seen, step.known(seen, this.today));
      return step.section && (verdicts[question] || step.isWrong);
    });
    for (const note of this.notes) {
      note.hidden = !holds(JSON.parse(note.dataset.noteRule), seen, { today: this.today });
    }
    this.pipes.fill(shown.filter(({ name }) => name in seen));
    return shown;
  }

  save() {
    if (!this.isBegun) return !this.isTrial;
    return this.draft.write({
      key: this.key,
      answers: Object.assign({}, ...this.screens.map(({ answers }) => answers)),
      place: this.at,
      version: this.version,
      unsent: this.isWaiting ? this.written() : "",
      code: this.code,
      stamp: this.stamp?.value,
      order: this.orders,
      brought: this.brought,
      waiting: this.isWaiting && (this.isPartial ? "stop" : "all"),
    });
  }

  clear() {
    this.draft.remove();
    this.patience.end();
    this.isMending = this.isBegun = this.isPartial = this.isWaiting = false;
    this.askAnew();
    this.take(freshKey(), this.code, "");
    for (const screen of this.screens) screen.fill({});
  }

  take(key, code, stamp) {
    this.key = this.form.querySelector("[name=key]").value = key;
    this.code = code;
    if (this.stamp) this.stamp.value = stamp ?? "";
  }

  // For other answers on this page: a key of the server's, as somebody has who opens it.
  async renew() {
    const own = this.key;
    if (!this.stamp) return;
    try {
      const answer = await fetch(this.form.getAttribute("action"));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [key, stamp] = ["key", "page-stamp"].map((it) => page.querySelector(`[name=${it}]`).value);
      if (this.key === own && !this.isBegun) this.take(key, this.code, stamp);
    } catch {
      // without a net its own key does as well
    }
  }

  // ---- one thing per screen

  show(at, record = "pushState", focus = true, visible = this.visible()) {
    const from = this.at;
    const isThere = at in this.views || visible.some(({ name }) => name === at);
    this.at = isThere ? at : visible[0]?.name ?? FINISH;
    if (this.at !== FINISH) this.giveUpWaiting();
    for (const [name, view] of Object.entries(this.views)) hide(view, name !== this.at);
    for (const { name, section } of this.screens) hide(section, name !== this.at);
    const isAsking = this.at !== START && this.at !== RESUME;
    this.title.hidden = this.at === RESUME;
    this.title.classList.toggle("sr", isAsking);
    this.form.hidden = !isAsking;
    document.documentElement.classList.toggle("asks", isAsking);
    if (!isAsking) this.foot.remove();
    else if (!this.foot.isConnected) this.form.after(this.foot);
    const [next, finish] = this.foot.querySelectorAll("[data-next] span");
    next.hidden = this.at === FINISH;
    finish.hidden = !next.hidden;
    this.summary?.remove();
    this.say();
    this.offer();
    document.title = this.named(visible);
    if (record) this.record(record, { at: this.at, from: record === "pushState" ? from : "" });
    this.save();
    const view = this.screen?.section ?? this.views[this.at];
    if (focus) this.focus(view.querySelector("[data-heading]") ?? this.title);
    this.prepare(visible);
  }

  // The next question is laid out while this one is read: a slow device shows it at once then.
  prepare(visible) {
    const next = this.screen || this.at === START ? visible[visible.indexOf(this.screen) + 1] : null;
    const { section } = next ?? {};
    if (!section || !globalThis.requestIdleCallback || !CSS.supports("content-visibility", "hidden")) return;
    requestIdleCallback(() => {
      if (!section.hidden) return;
      section.dataset.ahead = "";
      section.firstElementChild.getBoundingClientRect();
    });
  }

  // For the browser's own way back.
  record(how, state) {
    history[how](state, "");
  }

  // The words of the tab; on a question also those of its progress.
  named(visible) {
    if (this.at === START) return this.tab;
    const { screen } = this;
    if (!screen) {
      const heading = this.views[this.at].querySelector("[data-heading]").textContent;
      return `${heading} – ${this.at === RESUME ? this.tab.split(" – ").pop() : this.tab}`;
    }
    const questions = [...new Set(visible.map(({ question }) => question))];
    const { part, parts } = screen.section.dataset;
    const n = questions.indexOf(screen.question) + 1;
    const values = { n, total: questions.length, part, parts };
    const words = worded(part ? this.texts.textPart : this.texts.textProgress, values);
    const bar = screen.section.querySelector("progress");
    screen.section.querySelector("[data-progress-words]").textContent = words;
    bar.max = visible.length + 1;
    bar.value = visible.indexOf(screen) + 1;
    return `${words} – ${this.tab}`;
  }

  // The quiet buttons that make sense now.
  offer() {
    const { screen, side } = this;
    const button = (deed) => side.querySelector(`[data-do=${deed}]`);
    button("skip").hidden = !screen || (screen.isRequired && !screen.isAnswered);
    button("stop").hidden = !screen && this.at !== FINISH;
    button("delete").hidden = !this.isBegun;
    if (this.at === RESUME) side.remove();
    else if (!side.isConnected) this.root.append(side);
  }

  focus(place) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  // Says something about sending or deleting, with the ways on that there are.
  say(sentences = [], ways = []) {
    const lines = sentences.map((sentence) => {
      const line = document.createElement("p");
      line.append(sentence);
      return line;
    });
    this.status.querySelector("[data-said]").replaceChildren(...lines);
    this.status.classList.toggle("note", lines.length > 0);
    const row = this.status.querySelector(".row");
    row.hidden = !ways.length;
    for (const button of row.children) button.hidden = !ways.includes(button.dataset.do);
  }

  open(dialog) {
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute("open", ""); // phones of 2021
  }

  stay() {
    for (const dialog of this.dialogs) {
      if (dialog.close) dialog.close();
      else dialog.removeAttribute("open");
    }
  }

  // ---- on and back

  next() {
    const { screen } = this;
    if (!screen) {
      if (this.at === FINISH) this.send();
      return;
    }
    const { fault } = screen;
    if (fault) this.complain(screen, fault);
    else this.pass(screen);
  }

  complain(screen, sentence) {
    screen.complain(sentence);
    screen.first.focus();
    screen.section.querySelector(".error").scrollIntoView({ block: "center" });
  }

  // On from a screen: to the next one, or while mending to the next one that is wrong.
  pass(screen) {
    const visible = this.visible();
    const wrong = visible.filter((other) => other.isWrong && other !== screen);
    const later = (list) => list.find((other) => visible.indexOf(other) > visible.indexOf(screen));
    const next = this.isMending ? later(wrong) ?? wrong[0] : later(visible);
    this.show(next?.name ?? FINISH, "pushState", true, visible);
  }

  skip() {
    this.pass(this.screen);
  }

  back() {
    const visible = this.visible();
    const here = this.screen ? visible.indexOf(this.screen) : visible.length;
    const at = visible[here - 1]?.name ?? START;
    if (history.state?.from === at) history.back();
    else this.show(at, "replaceState");
  }

  // ---- drafts

  resume() {
    const { key, answers, place, code, waiting, brought, version, unsent } = this.left;
    // Sent on a page that is no longer handed out: that page's answers are what was meant.
    if (waiting && unsent && version !== this.version) Object.assign(this, { version, unsent });
    this.take(key, code || this.code, this.left.stamp);
    this.brought = brought ?? this.brought;
    this.isBegun = true;
    for (const screen of this.screens) screen.fill(answers);
    this.isWaiting = Boolean(waiting);
    this.isPartial = waiting === "stop";
    this.show(place === START ? "" : place, "replaceState");
    if (waiting) this.send();
  }

  // The server filled in the answers (scripts came late, or the device keeps nothing).
  takeOver() {
    this.isBegun = true;
    const visible = this.visible();
    const { summary } = this;
    const wrong = visible.find((screen) => screen.isWrong);
    this.isMending = Boolean(wrong);
    const next = wrong ?? visible.find((screen) => !screen.isAnswered);
    this.show(next?.name ?? FINISH, "replaceState");
    if (summary) this.sum(summary);
  }

  // The same answers are being given in another tab: show what was said there.
  follow({ key, newValue }) {
    if (key !== this.draft.name || !newValue || !this.isBegun) return;
    const draft = JSON.parse(newValue);
    if (draft.key !== this.key) return;
    for (const screen of this.screens) screen.fill(draft.answers);
    this.offer();
  }

  anew() {
    this.clear();
    this.renew();
    this.show(START, "replaceState");
  }

  other() {
    this.anew();
  }

  stop() {
    this.dialogs[0].querySelector("[data-do=partial]").closest("p").hidden = !this.isAnswered;
    this.open(this.dialogs[0]);
  }

  delete() {
    this.open(this.dialogs[1]);
  }

  forget() {
    this.stay();
    this.anew();
    this.say([this.texts.textDeleted]);
  }

  leave() {
    this.clear();
    if (this.isTrial) {
      this.stay();
      this.anew();
      return;
    }
    this.isGone = true;
    location.replace(document.querySelector(".brand").href);
  }

  // ---- another language, same answers and place

  translate(event, button) {
    const isOffline = navigator.onLine === false;
    this.isTranslating = !isOffline && !this.save();
    if (this.isTranslating) return; // nothing can be kept here: the server carries it over
    event.preventDefault();
    if (isOffline) {
      this.say([this.texts.textOffline]);
      return;
    }
    if (this.isBegun && this.at !== RESUME) this.draft.goOn();
    const address = new URL(button.formAction);
    if (this.code) address.searchParams.set("c", this.code);
    for (const [, value, parameter] of this.brought) address.searchParams.set(parameter, value);
    location.assign(address);
  }

  // ---- sending

  partial() {
    this.stay();
    this.isPartial = true;
    this.show(FINISH);
    this.send();
  }

  again() {
    this.patience.end();
    this.send();
  }

  // What is sent, as text; a photo cannot be kept with it.
  written() {
    const words = [...this.body()].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(words).toString();
  }

  // What is sent of these screens: by default the answers that rules let a person give.
  body(fields = this.visible().flatMap(({ sent }) => sent)) {
    if (this.unsent) return new URLSearchParams(this.unsent);
    const body = this.form.enctype.startsWith("multi") ? new FormData() : new URLSearchParams();
    body.append("key", this.key);
    body.append("version", this.version);
    for (const [name, value] of this.brought) body.append(name, value);
    if (this.code) body.append("c", this.code);
    for (const { name, value } of this.form.querySelectorAll(":scope > [type=hidden]")) {
      if (!body.has(name)) body.append(name, value);
    }
    if (this.entry) body.append("entry-code", this.entry.value);
    if (this.effort?.solution) body.append("work", this.effort.solution);
    if (this.trap?.value) body.append("home-page", this.trap.value);
    if (this.isPartial) body.append("stop", "1");
    for (const [name, value] of fields) body.append(name, value);
    return body;
  }

  async send() {
    if (this.isSending) return;
    if (this.texts.textPreview) {
      this.say([this.texts.textPreview]);
      return;
    }
    this.isSending = this.isWaiting = true;
    this.save(); // whoever closes the page now has sent all the same: it is tried again on return
    this.busy();
    this.say([this.texts.textSending]);
    await this.effort?.done();
    const result = await send(this.form.getAttribute("action"), this.body());
    this.effort?.spent();
    this.isSending = false;
    this.busy();
    if (result.outcome === "sent") this.sent(result);
    else if (this.at === FINISH) this[result.outcome](result);
  }

  // Saves what there is, to go on elsewhere by a code.
  async put() {
    this.stay();
    if (this.isSending) return;
    this.isSending = true;
    this.say([this.texts.textSending]);
    const filled = this.screens.flatMap(({ answers }) => Object.entries(answers));
    const body = this.body(filled.flatMap(([name, values]) => values.map((value) => [name, value])));
    body.append("save-here", "1");
    const result = await send(this.form.getAttribute("action"), body);
    this.isSending = false;
    if (result.outcome === "saved") this.saved(result);
    else this.say([this.texts.textLater, ...(result.page ? sentences(result.page) : [])]);
  }

  busy() {
    for (const button of this.root.querySelectorAll("[data-next], [data-do=again]")) {
      button.setAttribute("aria-busy", this.isSending);
      button.setAttribute("aria-disabled", this.isSending);
    }
  }

  giveUpWaiting() {
    this.patience.end();
    this.isWaiting = this.isPartial = false;
    this.askAnew();
  }

  // What is answered from here on is answered on this page.
  askAnew() {
    this.version = this.texts.version;
    this.unsent = "";
  }

  sent({ address, page }) {
    this.clear();
    this.isGone = true;
    if (address) location.replace(address);
    else this.turn(page);
  }

  saved({ page }) {
    const main = this.turn(page);
    const row = main.querySelector("[data-draft]");
    row.hidden = false;
    row.querySelector("button").addEventListener("click", () => {
      this.clear();
      row.textContent = this.texts.textDeleted;
    });
  }

  // Shows a page that came as an answer and has no address of its own: what it says is said once.
  turn(page) {
    const main = document.importNode(page.querySelector("main"), true);
    for (const it of document.querySelectorAll("header [form=answers]")) {
      (it.closest("details") ?? it).remove();
    }
    document.title = page.title;
    document.documentElement.classList.remove("js", "asks");
    document.querySelector("main").replaceWith(main);
    const { address } = main.querySelector("[data-module]").dataset;
    history.replaceState(null, "", address ?? "");
    this.focus(main.querySelector("h1"));
    return main;
  }

  offline() {
    this.wait(this.texts.textOffline);
  }

  later({ page }) {
    this.wait(this.texts.textLater, ...sentences(page));
  }

  wait(...words) {
    this.isWaiting = true;
    this.save();
    this.patience.wait();
    this.say([...words, this.texts.textByItself], ["again"]);
  }

  refused({ page }) {
    this.settle([this.texts.textRefused, ...sentences(page)], ["again"]);
  }

  counted({ page }) {
    this.settle(sentences(page), ["other"]);
  }

  closed({ page }) {
    const links = [...page.querySelectorAll("[data-results] a")];
    const ways = links.map((link) => document.importNode(link, true));
    this.settle([...sentences(page), ...ways], ["delete"]);
  }

  // The server has spoken: trying again by itself would not help.
  settle(words, ways) {
    this.patience.end();
    this.isWaiting = false;
    this.save();
    this.say(words, ways);
  }

  mistakes({ page }) {
    const sections = [...page.querySelectorAll("[data-screen]")];
    for (const screen of this.screens) {
      const { question, item } = screen.section.dataset;
      const isSame = ({ dataset }) => dataset.question === question && dataset.item === item;
      const other = sections.find(isSame);
      const errors = other ? [...other.querySelectorAll(".error")] : [];
      screen.complain(...errors.map(({ textContent }) => textContent.trim()));
    }
    const first = this.screens.find((screen) => screen.isWrong);
    if (!first && this.complainOfEntry(page)) return;
    if (!first) {
      this.settle([this.texts.textRefused], ["again"]);
      return;
    }
    this.isMending = true;
    this.show(first.name);
    this.sum(document.importNode(page.querySelector("#errors"), true));
  }

  // Whether it was the one-time code; then the sentence stands beside it.
  complainOfEntry(page) {
    const error = page.querySelector("#entry-code-error");
    const place = this.root.querySelector("[data-entry-error]");
    if (!error || !place) return false;
    this.settle([], []);
    place.replaceChildren(document.importNode(error, true));
    this.entry.setAttribute("aria-invalid", "true");
    this.entry.setAttribute("aria-describedby", "entry-code-help entry-code-error");
    this.entry.focus();
    return true;
  }

  // Puts the list of what is wrong above the first screen that is.
  sum(summary) {
    this.summary = summary;
    this.root.prepend(summary);
    this.focus(summary);
  }

  mend(id) {
    const place = document.getElementById(id);
    const screen = this.screens.find(({ section }) => section.contains(place));
    if (!screen) return;
    this.show(screen.name);
    // The id of a question is that of its first option, which shuffling may have moved.
    const isLine = place.matches(".input");
    (isLine && place.offsetParent ? place : screen.first).focus();
  }
}

// Only where it changes something: a browser reckons anew for each that is told.
function hide(part, isHidden) {
  part.removeAttribute("data-ahead");
  if (part.hidden !== isHidden) part.hidden = isHidden;
}

function sentences(page) {
  const line = page.querySelector("[data-sentence]");
  return line ? [line.textContent.trim()] : [];
}

const thanks = document.querySelector("[data-module=thanks]");
if (thanks?.dataset.survey) new Draft(thanks.dataset.survey, false).remove();

// A code after "#" goes into its form: browsers send nothing of it, so no server's log has it.
const door = document.querySelector("[data-module=door]");
if (door && location.hash.length > 1) {
  door.querySelector("[data-code]").value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  door.submit();
}

sweep();
offerSharing();
const root = document.querySelector("[data-module=answer]");
if (root) new Answering(root).begin();
