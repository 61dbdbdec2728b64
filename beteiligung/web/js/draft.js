// Keeps one person's answers on the phone until they are sent: one entry per survey, from the first
// answer on, for seven days. Answers to sensitive questions go with the tab.
const BEGINNING = "draft:";
const LONGEST = 7 * 864e5; // milliseconds

function storage(lasting) {
  try {
    return lasting ? localStorage : sessionStorage;
  } catch {
    return null; // switched off: the answers live as long as the page
  }
}

function read(store, name) {
  try {
    const draft = JSON.parse(store.getItem(name));
    if (Date.now() - draft.time < LONGEST && draft.key && draft.answers) return draft;
    store.removeItem(name);
  } catch {
    // switched off, or written by something else
  }
  return null;
}

export class Draft {
  constructor(slug, sensitive) {
    this.name = BEGINNING + slug;
    this.mark = `go-on:${slug}`;
    this.store = storage(!sensitive);
  }

  read() {
    return read(this.store, this.name);
  }

  // Whether it could be kept.
  write(draft) {
    try {
      this.store.setItem(this.name, JSON.stringify({ ...draft, time: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  remove() {
    for (const store of [storage(true), storage(false)]) {
      try {
        store.removeItem(this.name);
        store.removeItem(this.mark);
      } catch {
        // nothing is kept where nothing can be kept
      }
    }
  }

  // The next page of this tab goes on without asking: it is the same page in another language.
  goOn() {
    try {
      sessionStorage.setItem(this.mark, "1");
    } catch {
      // then it asks
    }
  }

  // Whether this page was told to go on; it is told once.
  mayGoOn() {
    try {
      const told = sessionStorage.getItem(this.mark);
      sessionStorage.removeItem(this.mark);
      return Boolean(told);
    } catch {
      return false;
    }
  }
}

// Where a survey is only looked at or tried out: nothing is kept.
export class NoDraft {
  name = "";
  read = () => null;
  write = () => false;
  remove = () => {};
  goOn = () => {};
  mayGoOn = () => false;
}

// Drafts that nobody came back to are removed, whichever survey they belong to.
export function sweep() {
  const store = storage(true);
  try {
    for (const name of Object.keys(store)) if (name.startsWith(BEGINNING)) read(store, name);
  } catch {
    // switched off
  }
}

// A name for one person's answers, by which a repeat is known as a repeat.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64; // a random UUID, as RFC 9562 writes it
  bytes[8] = (bytes[8] & 63) | 128;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
