// Records texts in the browser: take, listen, take again. A take is saved at once; while it cannot
// be, it stays here and is tried again. Words come from the page.
const LONGEST = 120; // seconds, as on the server
const KINDS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const SPEECH = 32_000; // bits a second

const kindHere = () => KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
const recorders = [];

class Recorder {
  constructor(root, words) {
    const find = (what) => root.querySelector(what);
    this.root = root;
    this.words = words.dataset;
    this.audio = find("audio");
    this.button = find("[data-record]");
    this.label = this.button.querySelector("span");
    this.again = find("[data-again]");
    this.meter = find("meter");
    this.time = find("[data-time]");
    this.said = find("[data-said]");
    this.state = find("[data-state]");
    find("[data-take]").hidden = false;
    this.button.addEventListener("click", () => (this.recorder ? this.stop() : this.record()));
    this.again.addEventListener("click", () => this.save());
  }

  get isUnsaved() {
    return Boolean(this.take);
  }

  async record() {
    for (const other of recorders) other.stop();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.say(this.words.textRefused);
      return;
    }
    const pieces = [];
    this.audio.pause();
    this.recorder = new MediaRecorder(this.stream, {
      mimeType: kindHere(),
      audioBitsPerSecond: SPEECH,
    });
    this.recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    this.recorder.addEventListener("stop", () => this.taken(new Blob(pieces, { type: pieces[0]?.type })));
    this.recorder.start();
    this.begun = performance.now();
    this.label.textContent = this.words.textStop;
    this.button.classList.add("danger");
    this.meter.hidden = false;
    this.say(this.words.textRecording);
    this.watch();
  }

  // The level, and how long it has been; two minutes are enough.
  watch() {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(this.stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      if (!this.recorder) {
        context.close();
        return;
      }
      analyser.getFloatTimeDomainData(samples);
      this.meter.value = Math.min(1, Math.max(...samples.map(Math.abs)) * 1.4);
      const seconds = (performance.now() - this.begun) / 1000;
      this.time.textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
      if (seconds >= LONGEST - 1) this.stop();
      requestAnimationFrame(look);
    };
    look();
  }

  stop() {
    if (!this.recorder) return;
    const { recorder } = this;
    this.recorder = null;
    recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
    this.meter.hidden = true;
    this.button.classList.remove("danger");
    this.label.textContent = this.words.textAgain;
  }

  taken(take) {
    this.take = take;
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(take);
    this.audio.src = this.address;
    this.audio.hidden = false;
    this.save();
  }

  async save() {
    if (!this.take || this.isSaving) return;
    const { take } = this;
    this.isSaving = true;
    this.again.hidden = true;
    this.say(this.words.textSaving);
    const body = new FormData();
    body.append("csrf_token", this.words.token);
    body.append("key", this.root.dataset.key);
    body.append("file", take, "take");
    let result = null;
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      result = await answer.json();
    } catch {
      // no connection, or an answer that is none: it is still here
    }
    this.isSaving = false;
    if (result?.address && this.take === take) this.saved(result);
    else if (result?.sentence) this.say(result.sentence, true);
    else if (this.take) this.keep();
  }

  saved({ address, said }) {
    this.take = null;
    URL.revokeObjectURL(this.address);
    this.audio.src = address;
    const tag = Object.assign(document.createElement("span"), { className: "tag ok" });
    tag.textContent = this.words.textRecorded;
    this.state.replaceChildren(tag);
    document.querySelector("[data-progress] strong").textContent = said;
    this.say(this.words.textSaved);
  }

  keep() {
    this.say(this.words.textUnsaved, true);
    this.again.hidden = false;
  }

  say(sentence, isFault = false) {
    this.said.textContent = sentence;
    this.said.classList.toggle("error", isFault);
  }
}

const words = document.querySelector("[data-module=recorder]");
if (words && globalThis.MediaRecorder && navigator.mediaDevices && kindHere()) {
  for (const root of document.querySelectorAll("[data-recorder]")) {
    recorders.push(new Recorder(root, words));
  }
  addEventListener("online", () => recorders.forEach((one) => one.save()));
  addEventListener("beforeunload", (event) => {
    if (recorders.some(({ isUnsaved, recorder }) => isUnsaved || recorder)) event.preventDefault();
  });
}
