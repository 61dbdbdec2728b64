// What the tablet keeps: settings, sealed answers that wait, and the one draft of an interview, each
// on the disk before anybody is told that it is kept.
const NAME = "tablet";
const VERSION = 1; // stores are only ever added
const STORES = { settings: undefined, queue: "key", drafts: "key" };

let opening;

function open() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!asked.result.objectStoreNames.contains(name)) {
          asked.result.createObjectStore(name, keyPath ? { keyPath } : undefined);
        }
      }
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opening;
}

async function within(store, mode, act) {
  const base = await open();
  return new Promise((done, failed) => {
    const change = base.transaction(store, mode, { durability: "strict" });
    const asked = act(change.objectStore(store));
    change.oncomplete = () => done(asked?.result);
    change.onabort = change.onerror = () => failed(change.error ?? asked?.error);
  });
}

export const setting = (name) => within("settings", "readonly", (it) => it.get(name));
export const set = (name, value) => within("settings", "readwrite", (it) => it.put(value, name));
export const unset = (name) => within("settings", "readwrite", (it) => it.delete(name));
export const all = (store) => within(store, "readonly", (it) => it.getAll());
export const put = (store, value) => within(store, "readwrite", (it) => it.put(value));
export const remove = (store, ...keys) =>
  within(store, "readwrite", (it) => {
    for (const key of keys) it.delete(key);
  });

// Several changes in one: all of them are on the disk, or none. A value is put, nothing removes.
export async function together(changes) {
  const base = await open();
  return new Promise((done, failed) => {
    const names = [...new Set(changes.map(({ store }) => store))];
    const change = base.transaction(names, "readwrite", { durability: "strict" });
    for (const { store, key, value } of changes) {
      const it = change.objectStore(store);
      if (value === undefined) it.delete(key);
      else if (it.keyPath) it.put(value);
      else it.put(value, key);
    }
    change.oncomplete = () => done();
    change.onabort = change.onerror = () => failed(change.error);
  });
}
