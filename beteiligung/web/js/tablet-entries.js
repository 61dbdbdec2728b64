// The entries of the day, as they lie on the tablet. The list is sealed to the PIN. Beside it lies, for
// each place, the same sealed to the office: when a new PIN makes the list unreadable, the place can
// still be set right, by a note with what nobody on this tablet can read. A list that the clock
// says is of another day is put aside, sealed as it is, until the office has said what day it is.
import { freshKey } from "./draft.js";
import { closed, opened, parcel, sealed } from "./tablet-sealing.js";
import { set, setting, together, unset } from "./tablet-store.js";

const LIST = "entries"; // of the day that the clock says
const ASIDE = "entriesAside"; // of days that it said before, in their order
const BESIDE = "entriesSealed"; // by place, to the office
const EARLIER = "entriesEarlier"; // by place, from before a new PIN
const MOST = 100; // entries in one parcel
const MOST_ASIDE = 5;
export const SHEET = "sheet"; // of paper, typed in
const HOUR = 36e5; // a clock that is off by less has not been put wrong

const pad = (number) => String(number).padStart(2, "0");
const alone = (act) => navigator.locks.request("entries", act);
const change = (key, value) => ({ store: "settings", key, value });

export class Entries {
  ahead = 0; // of this clock, before that of the office

  constructor(app) {
    this.app = app;
  }

  async begin() {
    this.ahead = (await setting("ahead")) ?? 0;
  }

  // Day and hour by the clock of the office, as far as it is known.
  moment(at = Date.now()) {
    const time = new Date(at - this.ahead);
    const day = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join("-");
    return { day, hour: time.getHours() };
  }

  read() {
    return alone(() => this.today());
  }

  // Changes the list: it, what tells the office of it, and `beside` lie on the disk together or not at all.
  change(act, parcels, beside) {
    return alone(async () => {
      // While the screen is locked only the office gets to know it.
      const list = this.app.drafts && act(await this.today());
      await together([...parcels, ...(list ? await this.written(list) : []), ...beside]);
      return list;
    });
  }

  async today() {
    const { day } = this.moment();
    const { drafts } = this.app;
    const [kept, aside = []] = await Promise.all([LIST, ASIDE].map(setting));
    if (!drafts) return [];
    if (kept?.day === day) return (await opened(drafts, kept)) ?? [];
    const lists = [...aside, ...(kept ? [kept] : [])];
    const at = lists.findIndex((it) => it.day === day);
    if (at < 0) {
      if (kept) await together([change(ASIDE, lists.slice(-MOST_ASIDE)), change(LIST)]);
      return [];
    }
    // It is again the day that it was: what was noted meanwhile belongs to it.
    const noted = await Promise.all(lists.slice(at).map((it) => opened(drafts, it)));
    const list = noted.flatMap((it) => it ?? []);
    await together([...(await this.written(list)), change(ASIDE, lists.slice(0, at))]);
    return list;
  }

  async written(list) {
    const { day } = this.moment();
    const groups = [];
    for (const [where, entries] of byPlace(list)) {
      const parts = [];
      for (let at = 0; at < entries.length; at += MOST) {
        const content = { kind: "noted", entries: entries.slice(at, at + MOST) };
        parts.push(await sealed(await setting("key"), { key: freshKey(), version: 1, content }));
      }
      groups.push({ ...where, parts });
    }
    return [
      change(LIST, { day, ...(await closed(this.app.drafts, list)) }),
      change(BESIDE, { day, groups }),
    ];
  }

  // The office has said what time it is: what is of a day before is over, for sure.
  async clock(ahead) {
    const before = this.moment().day;
    const isMoved = Math.abs(ahead - this.ahead) > HOUR;
    this.ahead = ahead;
    await set("ahead", ahead);
    const { day } = this.moment();
    await alone(async () => {
      const aside = (await setting(ASIDE)) ?? [];
      if (aside.some((it) => it.day === day)) return; // it is that day again
      if (aside.length) await unset(ASIDE);
      for (const name of [LIST, BESIDE, EARLIER]) {
        const kept = await setting(name);
        if (!kept || kept.day === day) continue;
        // Noted today, by a clock that was wrong; or over.
        if (isMoved && kept.day === before) await set(name, { ...kept, day });
        else await unset(name);
      }
    });
    return isMoved;
  }

  // There will be a new PIN, for this tablet or for what it becomes.
  async recoupled(isSame) {
    await alone(async () => {
      const [beside, earlier] = await Promise.all([BESIDE, EARLIER].map(setting));
      const groups = beside && beside.day === earlier?.day ? [...earlier.groups, ...beside.groups] : beside?.groups;
      const kept = isSame && beside ? { day: beside.day, groups: merged(groups) } : undefined;
      const others = [LIST, ASIDE, BESIDE].map((name) => change(name));
      await together([...others, ...(isSame && !beside ? [] : [change(EARLIER, kept)])]);
    });
  }

  // What was noted today before a new PIN, by place; none where the PIN is that of the morning.
  async earlier() {
    const kept = await setting(EARLIER);
    return kept?.day === this.moment().day ? kept.groups : null;
  }

  // Other places for some of it; `told` makes a note for the office.
  moved(groups, to, told) {
    return alone(async () => {
      const kept = await setting(EARLIER);
      const notes = [];
      for (const { day, place, occasion, parts } of groups) {
        for (const part of parts) {
          const noted = { parcel: parcel(part), was: { place, occasion }, now: to };
          notes.push(await told({ kind: "correction", key: freshKey(), day, noted }));
        }
      }
      const names = groups.map(nameOf);
      const all = kept.groups.map((it) => (names.includes(nameOf(it)) ? { ...it, ...to } : it));
      await together([...notes, change(EARLIER, { ...kept, groups: merged(all) })]);
    });
  }
}

const nameOf = ({ day, place, occasion }) => JSON.stringify([day, place, occasion]);

function byPlace(list) {
  const found = new Map();
  for (const entry of list) {
    const { day, place, occasion, outcome } = entry;
    if (outcome === SHEET) continue; // of which the office hears by the answers alone
    const name = nameOf(entry);
    if (!found.has(name)) found.set(name, [{ day, place, occasion }, []]);
    found.get(name)[1].push(entry);
  }
  return found.values();
}

function merged(groups) {
  const found = new Map();
  for (const group of groups) {
    const before = found.get(nameOf(group))?.parts ?? [];
    found.set(nameOf(group), { ...group, parts: [...before, ...group.parts] });
  }
  return [...found.values()];
}
