// Ideas that a pilot takes down for somebody, with a photo if there is one: sealed like answers. The
// code by which the person sees what becomes of it is made here and shown at once; it works as soon as
// the idea has been sent.
import { freshKey } from "./draft.js";
import { drawn } from "./photo.js";
import { freshCode, grouped } from "./signs.js";
import { qr } from "./tablet-qr.js";
import { closed, opened, sealed } from "./tablet-sealing.js";
import { all, put, remove, setting, together } from "./tablet-store.js";

const SECRET = 28; // signs of the code of an idea
const WIDEST = 1600; // pixels of a photo
const LARGEST = 6e5; // signs of a photo as it is written down
const LASTS = 15 * 6e4; // milliseconds that an idea which nobody has agreed to lies here
const DRAFT = "idea";
const TYPED = ["text", "language", "place", "street", "hint", "photo_text", "spoken"];
const VIEWS = ["idea", "ideaLeft"];

const minute = () => `${new Date().toISOString().slice(0, 16)}:00Z`;
const made = (tag, words, more = {}) => {
  const it = document.createElement(tag);
  it.textContent = words;
  for (const [name, value] of Object.entries(more)) it.setAttribute(name, value);
  return it;
};

export class Ideas {
  constructor(app) {
    this.app = app;
    this.find = app.find;
    this.form = app.find("[data-form=idea]");
    this.board = null;
    this.deeds = {
      ideaAgain: () => this.begin(this.board),
      ideaGoOn: () => this.goOn(),
      ideaDrop: () => this.drop(),
      ideaPhoto: () => this.find("#idea-photo").click(),
      ideaNoPhoto: () => this.photograph(""),
    };
    this.form.addEventListener("input", () => {
      for (const [name, words] of this.faults()) if (!words) this.fault(name, "");
      this.keepDraft();
    });
    this.find("#idea-photo").addEventListener("change", (event) => this.taken(event.target));
    this.find("#idea-spoken").addEventListener("change", () => {
      this.speak();
      if (this.form.elements["idea-writer"].value !== "team") this.write();
    });
    for (const it of this.form.elements["idea-writer"]) it.addEventListener("change", () => this.write());
  }

  field(name) {
    return this.form.elements[`idea-${name}`];
  }

  // ---- the day

  async day(list, clock) {
    const boards = (list?.boards ?? []).filter(({ until }) => !until || Date.parse(until) > clock);
    const tiles = boards.map((board) => {
      const tile = made("button", "", { class: "tile", type: "button" });
      tile.append(made("strong", this.app.texts.textIdea), made("span", this.titleOf(board)));
      tile.addEventListener("click", () => this.begin(board));
      return tile;
    });
    this.find("[data-ideas-place]").replaceChildren(...tiles);
    this.slip = list?.slip;
  }

  // Nothing of an idea stays in a view that is left.
  shown(view) {
    if (!VIEWS.includes(view)) {
      this.form.reset();
      this.photograph("");
      this.key = null;
    }
    if (view !== "slip") this.find("[data-slip]").replaceChildren();
  }

  // ---- taking one down

  titleOf({ title, titles }) {
    return titles?.[document.documentElement.dataset.locale] ?? title;
  }

  async begin(board) {
    this.board = board;
    this.left = await this.findLeft();
    if (this.left) this.app.show("ideaLeft");
    else await this.open();
  }

  async open(left = null) {
    this.app.name("idea", this.titleOf(this.board));
    this.app.show("idea");
    this.form.reset();
    Object.assign(this, { key: left?.key ?? freshKey(), begun: left?.begun ?? minute() });
    this.list();
    this.find("[data-photo-part]").hidden = !this.board.takes_photos || !globalThis.CompressionStream;
    for (const name of TYPED) this.field(name).value = left?.[name] ?? "";
    this.form.elements["idea-pictured"].checked = Boolean(left?.pictured);
    for (const it of this.form.elements["idea-writer"]) it.checked = it.value === (left?.writer ?? "team");
    this.photograph(this.board.takes_photos ? (left?.photo ?? "") : "");
    for (const name of ["text", "spoken", "pictured", "consent"]) this.fault(name, "");
    this.speak();
    if (!left) this.write();
    this.choose(left?.category ?? "");
  }

  list() {
    const place = this.field("place");
    const places = this.board.places.map(([value, name]) => made("option", name, { value }));
    place.replaceChildren(place.options[0], ...places);
    const tiles = this.board.tiles.map(({ code }) => {
      const button = made("button", "", { class: "pill", type: "button", "data-code": code });
      button.addEventListener("click", () => {
        this.choose(this.category === code ? "" : code);
        this.fault("text", "");
        this.keepDraft();
      });
      return button;
    });
    this.find("[data-topic-part]").hidden = !tiles.length;
    this.find("[data-idea-tiles]").replaceChildren(...tiles);
  }

  choose(code) {
    this.category = code;
    for (const it of this.find("[data-idea-tiles]").children) {
      it.setAttribute("aria-pressed", String(it.dataset.code === code));
    }
  }

  // The language of the words: of the pilot who writes them down, else of the person.
  write() {
    const here = document.documentElement.dataset.locale;
    const spoken = this.field("spoken").value;
    const isTheirs = this.form.elements["idea-writer"].value !== "team" && this.slip?.[spoken];
    this.field("language").value = isTheirs ? spoken : here;
  }

  // The person's language: what is asked is shown in it, and the topics in both.
  speak() {
    const spoken = this.field("spoken").value;
    const words = this.slip?.[spoken];
    const ask = this.find("[data-ask]");
    ask.hidden = !words;
    if (words) Object.assign(ask, { textContent: words.ask, lang: words.lang, dir: words.dir });
    const here = document.documentElement.dataset.locale;
    for (const button of this.find("[data-idea-tiles]").children) {
      const { names } = this.board.tiles.find(({ code }) => code === button.dataset.code);
      const own = made("bdi", names[here] ?? names.de ?? button.dataset.code);
      const theirs = spoken !== here && names[spoken];
      const lang = theirs && { lang: this.slip?.[spoken]?.lang ?? spoken };
      button.replaceChildren(...(theirs ? [made("bdi", theirs, lang), made("br", ""), own] : [own]));
    }
  }

  // ---- the photo

  async taken(chooser) {
    const [file] = chooser.files;
    chooser.value = "";
    if (!file) return;
    try {
      this.photograph(await drawn(file, WIDEST, LARGEST));
      this.keepDraft();
    } catch {
      this.fault("pictured", this.app.texts.textNoPhoto);
    }
  }

  photograph(address) {
    this.photo = address;
    const part = this.find("[data-photo-taken]");
    part.hidden = !address;
    const picture = part.querySelector("img");
    if (address) picture.src = address;
    else picture.removeAttribute("src");
  }

  // ---- a draft, sealed to the PIN, for a quarter of an hour

  written() {
    const said = Object.fromEntries(TYPED.map((name) => [name, this.field(name).value]));
    const { elements } = this.form;
    const more = { pictured: elements["idea-pictured"].checked, writer: elements["idea-writer"].value };
    const { key, begun, category, photo } = this;
    return { ...said, ...more, key, begun, category, photo, board: this.board.slug };
  }

  async keepDraft() {
    const { drafts } = this.app;
    if (!drafts || !this.key) return;
    const content = await closed(drafts, this.written());
    if (this.key) await put("drafts", { key: DRAFT, sort: DRAFT, at: Date.now(), ...content });
  }

  async findLeft() {
    const kept = (await all("drafts")).find(({ key }) => key === DRAFT);
    if (!kept) return null;
    const left = Date.now() - kept.at < LASTS && (await opened(this.app.drafts, kept));
    if (left && left.board === this.board.slug) return left;
    await remove("drafts", DRAFT);
    return null;
  }

  goOn() {
    return this.open(this.left);
  }

  async drop() {
    await remove("drafts", DRAFT);
    this.left = null;
    await this.open();
  }

  // ---- kept

  fault(name, words) {
    const line = this.find(`[data-fault=${name}]`);
    line.hidden = !words;
    line.firstElementChild.textContent = words;
    this.field(name).toggleAttribute("aria-invalid", Boolean(words));
  }

  faults() {
    const { texts } = this.app;
    const { text, spoken, pictured, consent } = Object.fromEntries(
      ["text", "spoken", "pictured", "consent"].map((name) => [name, this.field(name)]),
    );
    const isEmpty = !/\p{L}/u.test(text.value) && !this.category;
    return [
      ["spoken", spoken.value ? "" : texts.textNoSpoken],
      ["text", isEmpty ? texts.textNothingSaid : ""],
      ["pictured", this.photo && !pictured.checked ? texts.textNotPictured : ""],
      ["consent", consent.checked ? "" : texts.textNoConsent],
    ];
  }

  async sent() {
    const faults = this.faults();
    for (const [name, words] of faults) this.fault(name, words);
    const [wrong] = faults.find(([, words]) => words) ?? [];
    if (wrong) {
      this.field(wrong).focus();
      return;
    }
    if (this.isKeeping || !this.key) return;
    this.isKeeping = true;
    const secret = freshCode(SECRET);
    const { key } = this;
    try {
      const content = this.content(secret);
      const idea = await sealed(await setting("key"), { key, version: 1, content, large: true });
      const value = { ...idea, ...this.app.queue.fresh(), sort: "idea" };
      this.key = null;
      await together([{ store: "queue", value }, { store: "drafts", key: DRAFT }]);
    } catch {
      this.key = key;
      this.app.say(this.app.texts.textUnkept);
      return;
    } finally {
      this.isKeeping = false;
    }
    const spoken = this.field("spoken").value;
    this.app.queue.changed();
    this.app.show("slip");
    this.showSlip(secret, this.slip?.[spoken] ?? this.slip?.de);
    this.app.queue.send();
  }

  content(secret) {
    const said = this.written();
    const form = new URLSearchParams({ category: said.category });
    for (const name of TYPED) if (name !== "spoken") form.append(name, said[name]);
    if (said.pictured) form.append("pictured", "y");
    return {
      kind: "idea",
      board: this.board.slug,
      form: form.toString(),
      spoken: said.spoken,
      writer: said.writer,
      consent: true,
      photo: said.photo,
      begun: said.begun,
      secret,
    };
  }

  // What the person writes down or takes a picture of, in her language.
  showSlip(secret, words) {
    const { lang, dir } = words;
    const paper = made("div", "", { class: "stackv", lang, dir });
    const code = made("p", "", { class: "receipt" });
    code.append(made("bdi", grouped(secret), { class: "code", dir: "ltr" }));
    const where = made("p", `${words.type} `);
    where.append(made("bdi", words.door.replace(/^https?:\/\//, ""), { dir: "ltr" }));
    const picture = qr(`${words.door}#${secret}`);
    paper.append(made("h2", words.code), code, picture);
    paper.append(made("p", words.use), made("p", words.later), where, made("p", words.care));
    this.find("[data-slip]").replaceChildren(paper);
  }
}
