// A pilot who speaks a language records the texts of a survey, one by one, without a network. Each take
// is sealed as soon as it is finished; what was taken again before it was sent takes its place.
import { freshKey } from "./draft.js";
import { sealed } from "./tablet-sealing.js";
import { put, remove, set, setting } from "./tablet-store.js";

const LONGEST = 115; // seconds
const KINDS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const SPEECH = 32_000; // bits a second

const made = (tag, words, more = {}) => {
  const it = document.createElement(tag);
  it.textContent = words;
  for (const [name, value] of Object.entries(more)) it.setAttribute(name, value);
  return it;
};
const written = async (take) => {
  const bytes = new Uint8Array(await take.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
};

export class Voices {
  constructor(app) {
    this.app = app;
    this.find = app.find;
    this.addresses = [];
    this.deeds = { voices: () => this.begin() };
    for (const id of ["#voice-survey", "#voice-language"]) {
      this.find(id).addEventListener("change", () => this.list());
    }
  }

  async begin() {
    this.surveys = (await setting("package"))?.voices ?? [];
    this.spoken = (await setting("spoken")) ?? {};
    const options = this.surveys.map(({ slug, title }) => made("option", title, { value: slug }));
    this.app.show("voices");
    this.find("#voice-survey").replaceChildren(...options);
    const kind = globalThis.MediaRecorder && KINDS.find((it) => MediaRecorder.isTypeSupported(it));
    this.kind = navigator.mediaDevices && globalThis.CompressionStream && kind;
    if (!this.kind) this.app.say(this.app.texts.textNoMicrophone);
    else if (!options.length) this.app.say(this.app.texts.textNothingToSpeak);
    this.list();
  }

  // What was heard in this view is gone with it: it is sealed.
  shown(view) {
    if (view === "voices") return;
    this.stop();
    for (const address of this.addresses.splice(0)) URL.revokeObjectURL(address);
    this.find("[data-voices]").replaceChildren();
  }

  get place() {
    return { survey: this.find("#voice-survey").value, language: this.find("#voice-language").value };
  }

  list() {
    this.stop();
    const { survey, language } = this.place;
    const texts = this.surveys.find(({ slug }) => slug === survey)?.texts ?? [];
    this.find("[data-voices]").replaceChildren(...(language && this.kind ? this.parts(texts) : []));
    this.count();
  }

  // What belongs to one question stands together, below its number.
  parts(texts) {
    const found = [];
    let before = null;
    for (const text of texts) {
      if (text.part !== before) found.push(made("h2", text.part ?? ""), made("ol", "", { class: "stackv" }));
      before = text.part;
      found.at(-1).append(this.row(text));
    }
    return found;
  }

  name({ key }) {
    const { survey, language } = this.place;
    return `${survey} ${language} ${key}`;
  }

  row(text) {
    const row = made("li", "", { class: "card stackv" });
    const state = made("p", "", { class: "small", role: "status" });
    const audio = made("audio", "", { controls: "" });
    const button = made("button", this.app.texts.textRecord, { class: "btn plain", type: "button" });
    audio.hidden = true;
    const it = { text, row, state, audio, button };
    if (this.spoken[this.name(text)]) state.textContent = this.app.texts.textSpoken;
    else if (text.done.includes(this.place.language)) state.textContent = this.app.texts.textSpokenBefore;
    button.addEventListener("click", () => (this.running === it ? this.stop() : this.record(it)));
    const own = text.says?.[this.place.language] ?? text.words;
    const { lang } = this.find("#voice-language").selectedOptions[0];
    const id = `words-${text.key}`;
    button.setAttribute("aria-describedby", id);
    if (text.place) row.append(made("p", text.place, { class: "small muted" }));
    const isWritten = Boolean(text.says?.[this.place.language]);
    row.append(made("p", own, { class: "lead", id, lang: isWritten ? lang : text.lang, dir: "auto" }));
    if (own !== text.words) row.append(made("p", text.words, { class: "small muted", lang: text.lang, dir: "auto" }));
    row.append(state, audio, button);
    return row;
  }

  count() {
    const { survey, language } = this.place;
    const texts = this.surveys.find(({ slug }) => slug === survey)?.texts ?? [];
    const done = texts.filter((it) => this.spoken[this.name(it)] || it.done.includes(language));
    const line = this.app.texts.textSpokenOf.replace("{done}", done.length).replace("{total}", texts.length);
    this.find("[data-voice-count]").textContent = language ? line : "";
  }

  async record(it) {
    this.stop();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      it.state.textContent = this.app.texts.textNoMicrophone;
      return;
    }
    this.running = it;
    const pieces = [];
    this.recorder = new MediaRecorder(this.stream, { mimeType: this.kind, audioBitsPerSecond: SPEECH });
    this.recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    this.recorder.addEventListener("stop", () => this.taken(it, new Blob(pieces, { type: this.kind })));
    this.recorder.start();
    this.limit = setTimeout(() => this.stop(), LONGEST * 1000);
    it.button.textContent = this.app.texts.textStop;
    it.state.textContent = this.app.texts.textRecording;
  }

  stop() {
    if (!this.running) return;
    clearTimeout(this.limit);
    this.running.button.textContent = this.app.texts.textRecord;
    this.running = null;
    this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }

  async taken(it, take) {
    const name = this.name(it.text);
    const { survey, language } = this.place;
    const { key: text } = it.text;
    const words = it.text.says?.[language] ?? it.text.words;
    const before = this.spoken[name];
    const key = freshKey();
    const content = { kind: "voice", survey, language, text, words, sound: await written(take) };
    try {
      const parcel = await sealed(await setting("key"), { key, version: 1, content, large: true });
      await put("queue", { ...parcel, ...this.app.queue.fresh(), sort: "voice" });
    } catch {
      it.state.textContent = this.app.texts.textUnkept;
      return;
    }
    if (before) await remove("queue", before); // if it is still here: this one is better
    this.spoken[name] = key;
    await set("spoken", this.spoken);
    this.app.queue.changed();
    if (!it.row.isConnected) return;
    const address = URL.createObjectURL(take);
    this.addresses.push(address);
    it.audio.src = address;
    it.audio.hidden = false;
    it.button.textContent = this.app.texts.textRecordAgain;
    it.state.textContent = this.app.texts.textSpoken;
    this.count();
  }
}
