// Sends what waits, in small batches, by itself; deletes an answer only after its own receipt.
import { all, put, remove, set, setting } from "./tablet-store.js";
import { parcel } from "./tablet-sealing.js";

const BATCH = 20;
const LARGEST = 4e5; // bytes of a batch, but for the first parcel in it
const EVERY = 6e4; // milliseconds
const LONGEST = 3e4; // for one batch
const UNREACHED = "unreached";
const DONE = ["kept", "known", "older", "late", "clock", "settled"];

function fitting(items) {
  let size = 0;
  const fits = items.slice(0, BATCH).findIndex(({ ct }, at) => (size += ct.byteLength) > LARGEST && at);
  return items.slice(0, fits > 0 ? fits : BATCH);
}

export class Queue {
  // `told` hears after every change; `heard` gets what the office says about the tablet.
  constructor(base, told, heard) {
    this.base = base;
    this.told = told;
    this.heard = heard;
    this.reached = "";
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

  // What waits, and with `all` also what was set aside. One tab sends; the others see it.
  async send(withAside = false) {
    const token = await setting("token");
    if (!token) return;
    await navigator.locks.request("sending", { ifAvailable: true }, async (lock) => {
      if (lock) await this.sendAll(token, withAside);
    });
    this.told();
  }

  // Two batches are under way at a time: one on the line while the office looks at the other.
  async sendAll(token, withAside) {
    const tried = new Set();
    const lane = async () => {
      for (;;) {
        const goesOn = await this.sendBatch(token, withAside, tried);
        if (goesOn !== true) return goesOn;
      }
    };
    const ends = await Promise.all([lane(), lane()]);
    if (ends.includes(UNREACHED)) return;
    const answer = await this.post(token, []); // how the tablet is, now that all was sent
    if (answer) await this.heard(answer);
  }

  // Whether a batch was sent; what was tried once is not tried again.
  async sendBatch(token, withAside, tried) {
    const { waiting, aside } = await this.state();
    const left = [...waiting, ...(withAside ? aside : [])].filter(({ key }) => !tried.has(key));
    const batch = fitting(left);
    if (!batch.length) return false;
    for (const { key } of batch) tried.add(key);
    const answer = await this.post(token, batch.map(parcel));
    if (!answer) return UNREACHED;
    await this.settle(answer.receipts);
    await this.heard(answer);
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
  async post(token, parcels) {
    const { waiting, oldest } = await this.state();
    const content = {
      now: new Date().toISOString(),
      waiting: waiting.length,
      oldest,
      ready_until: (await setting("package"))?.until,
      parcels,
    };
    const control = new AbortController();
    const limit = setTimeout(() => control.abort(), LONGEST);
    try {
      const answer = await fetch(`${this.base}annahme`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(content),
        signal: control.signal,
      });
      const said = await answer.json();
      if (answer.status === 403) {
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
