// Sends what waits, in small batches, by itself; deletes an answer only after its own receipt.
import { all, put, remove, set, setting } from "./tablet-store.js";
import { gzipped, parcel } from "./tablet-sealing.js";

const BATCH = 40;
const LARGEST = 2e5; // bytes of a batch, but for the first parcel in it
const LANES = 3; // batches under way at a time: the line is never empty while the office looks at one
const EVERY = 3e4; // milliseconds
const DECIDED = 6e5; // so often it asks what the office has decided about what it set aside
const LONGEST = 3e4; // for one batch, and longer for a large one
const SLOWEST = 5; // bytes a millisecond, as where a network is at its weakest
const DONE = ["kept", "known", "older", "late", "clock", "settled"];

// Takes the next batch from the front of what is left.
function taken(left) {
  let size = 0;
  const fits = left.slice(0, BATCH).findIndex(({ ct }, at) => (size += ct.byteLength) > LARGEST && at);
  return left.splice(0, fits > 0 ? fits : BATCH);
}

export class Queue {
  // `told` hears after every change; `heard` gets what the office says about the tablet.
  constructor(base, told, heard) {
    this.base = base;
    this.told = told;
    this.heard = heard;
    this.reached = "";
    this.isWanted = false;
    this.asked = 0; // when what was set aside was sent last: the office may have decided since
    this.others = new BroadcastChannel("tablet"); // other tabs of the same tablet
    this.others.onmessage = () => told();
  }

  begin() {
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    setInterval(() => this.send(), EVERY);
    return this.send();
  }

  // What stands beside a parcel while it waits.
  fresh() {
    return { at: new Date().toISOString(), aside: "" };
  }

  async add(sealed) {
    await put("queue", { ...sealed, ...this.fresh() });
    this.changed();
  }

  async state() {
    // The oldest first: what corrects something comes after what it corrects.
    const items = (await all("queue")).sort((one, other) => (one.at < other.at ? -1 : 1));
    const waiting = items.filter(({ aside }) => !aside);
    const oldest = waiting[0]?.at;
    return { waiting, aside: items.filter(({ aside }) => aside), oldest, sent: await setting("sent") };
  }

  changed() {
    this.others.postMessage("changed");
    this.told();
  }

  // What waits; at first, from time to time and when wanted also what was set aside: the office may
  // have decided about it. One tab sends; the others see it.
  async send(withAside = false) {
    if (!(await setting("token"))) return;
    this.isWanted = true; // also by whoever comes while the end of it is being told to the office
    let isOurs = true;
    while (isOurs && this.isWanted) {
      isOurs = await navigator.locks.request("sending", { ifAvailable: true }, async (lock) => {
        while (lock && this.isWanted) {
          this.isWanted = false;
          await this.sendAll(await setting("token"), withAside);
        }
        return Boolean(lock); // who came between the last look and this did not get it: look again
      });
    }
    this.told();
  }

  // What comes while it is being sent is sent too; what was tried once is not tried again, unless the
  // office has decided meanwhile (`asked` is nothing then).
  async sendAll(token, wanted, again = false) {
    const withAside = wanted || Date.now() - this.asked > DECIDED;
    const tried = new Set();
    for (;;) {
      const { waiting, aside } = await this.state();
      const left = [...waiting, ...(withAside ? aside : [])].filter(({ key }) => !tried.has(key));
      if (!left.length) break;
      for (const { key } of left) tried.add(key);
      if (!(await this.sendThese(token, left))) return;
    }
    if (withAside) this.asked = Date.now();
    const { waiting, oldest } = await this.state();
    const answer = await this.post(token, { waiting: waiting.length, oldest, parcels: [] });
    if (!answer) return;
    await this.heard(answer); // how the tablet is, now that all was sent
    if (!this.asked && !again) await this.sendAll(token, true, true);
  }

  // Whether the office could be reached to the end.
  async sendThese(token, left) {
    const lane = async () => {
      for (let batch = taken(left); batch.length; batch = taken(left)) {
        if (!(await this.sendBatch(token, batch, left))) return false;
      }
      return true;
    };
    const ends = await Promise.all(Array.from({ length: LANES }, lane));
    return ends.every(Boolean);
  }

  async sendBatch(token, batch, left) {
    const waits = [...batch, ...left].filter(({ aside }) => !aside);
    const content = { waiting: waits.length, oldest: waits[0]?.at, parcels: batch.map(parcel) };
    const answer = await this.post(token, content);
    if (!answer) return false;
    await this.settle(answer.receipts);
    if (answer.locked) await this.heard(answer);
    await set("sent", new Date().toISOString());
    this.changed();
    return true;
  }

  async settle(receipts) {
    const done = receipts.filter(({ outcome }) => DONE.includes(outcome));
    await remove("queue", ...done.map(({ key }) => key));
    for (const { key, reason } of receipts.filter(({ outcome }) => outcome === "aside")) {
      const item = (await all("queue")).find((it) => it.key === key);
      if (item) await put("queue", { ...item, aside: reason });
    }
  }

  // The office's answer; nothing where it could not be reached, or is not ours.
  async post(token, content) {
    const { until } = (await setting("package")) ?? {};
    const about = { now: new Date().toISOString(), ready_until: until, ...content };
    const { body, headers } = await gzipped(JSON.stringify(about));
    const control = new AbortController();
    const longest = LONGEST + body.length / SLOWEST;
    const limit = setTimeout(() => control.abort(), longest);
    try {
      const answer = await fetch(`${this.base}annahme`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
        body,
        signal: control.signal,
      });
      const said = await answer.json();
      if (answer.status === 403) {
        if (token !== (await setting("token"))) return null; // coupled anew while this was on its way
        this.reached = "unknown";
        await this.heard({ unknown: true });
        return null;
      }
      this.reached = answer.ok ? "yes" : "no";
      return answer.ok ? said : null;
    } catch {
      this.reached = "no";
      return null;
    } finally {
      clearTimeout(limit);
    }
  }
}
