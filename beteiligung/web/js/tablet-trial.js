// The self-test: what a day outside needs is tried on this very tablet; how it went is sealed like an
// answer, sent, and opened by the office, which notes it with the date.
import { freshKey } from "./draft.js";
import { whole } from "./tablet-ready.js";
import { parcel, sealed } from "./tablet-sealing.js";
import { set, setting, unset } from "./tablet-store.js";

const TRIAL = "trial";
const TONE = 440; // hertz
const LONG = 0.8; // seconds

// The kind of tablet, as the office lists them.
export function platform({ userAgent: it, maxTouchPoints } = navigator) {
  const isApple = /iPad|iPhone/.test(it) || (/Macintosh/.test(it) && maxTouchPoints > 1);
  if (isApple) return "ipados-safari";
  if (/Android/.test(it)) return /Firefox/.test(it) ? "android-firefox" : "android-chrome";
  return "desktop";
}

async function stores() {
  const word = freshKey();
  await set(TRIAL, word);
  const found = await setting(TRIAL);
  await unset(TRIAL);
  return found === word;
}

const keeps = async () => (await navigator.storage?.persist?.()) ?? false;

export class Trial {
  constructor(app) {
    this.app = app;
    this.passed = new Set();
    const { deeds } = app;
    deeds.test = () => this.begin();
    deeds.tone = () => this.tone();
    deeds.heardTone = () => this.finish(true);
    deeds.noTone = () => this.finish(false);
  }

  async begin() {
    this.passed.clear();
    this.app.show("test");
    this.app.find("[data-tested]").textContent = "";
    this.app.find("[data-tone]").hidden = false;
    this.app.find("[data-heard]").hidden = true;
    for (const line of this.app.root.querySelectorAll("[data-check]")) this.mark(line);
    for (const [name, tries] of [["storage", stores], ["keeps", keeps], ["offline", whole]]) {
      this.note(name, await tries().catch(() => false));
    }
  }

  note(name, isRight) {
    if (isRight) this.passed.add(name);
    this.mark(this.app.find(`[data-check=${name}]`), isRight);
  }

  mark(line, isRight) {
    const { textYes, textNo } = this.app.texts;
    const words = isRight === undefined ? "…" : isRight ? `✓ ${textYes}` : `✗ ${textNo}`;
    const place = line.querySelector("[data-mark]");
    place.textContent = words;
    place.className = isRight === undefined ? "tag" : `tag ${isRight ? "ok" : "bad"}`;
    line.querySelector("[data-remedy]").hidden = isRight !== false;
  }

  tone() {
    this.app.find("[data-heard]").hidden = false;
    try {
      const sound = new AudioContext();
      const source = new OscillatorNode(sound, { frequency: TONE });
      source.connect(new GainNode(sound, { gain: 0.3 })).connect(sound.destination);
      source.start();
      source.stop(sound.currentTime + LONG);
      source.addEventListener("ended", () => sound.close());
    } catch {
      // nothing is heard then, and that is what is asked
    }
  }

  async finish(isHeard) {
    const { app } = this;
    this.note("sound", isHeard);
    app.find("[data-tone]").hidden = true;
    const said = await this.sent();
    if (!said) {
      app.say(app.texts.textOffline);
      return;
    }
    const { faults, day } = said;
    for (const line of app.root.querySelectorAll("[data-check]")) {
      this.mark(line, !faults.includes(line.dataset.check));
    }
    const words = faults.length ? app.texts.textFailed : app.texts.textPassed;
    app.find("[data-tested]").textContent = words.replace("{day}", day);
  }

  // What the office found in the test answer; nothing where it could not be reached.
  async sent() {
    const [key, token] = [await setting("key"), await setting("token")];
    const content = { kind: TRIAL, platform: platform(), passed: [...this.passed] };
    try {
      const it = await sealed(key, { key: freshKey(), version: 0, content });
      const answer = await fetch(`${this.app.texts.base}probe`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ now: new Date().toISOString(), parcel: parcel(it) }),
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}
