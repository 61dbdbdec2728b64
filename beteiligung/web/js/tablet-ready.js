// The ready check: everything that the day needs is fetched, compared with its checksum, and only
// then takes the place of what was there before.
import { all, set, setting } from "./tablet-store.js";

const PREFIX = "package-";
const PATIENCE = 1e4; // milliseconds

async function digest(buffer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What the tablet takes along, as the office says it now; nothing without a network.
export async function listed(base) {
  const token = await setting("token");
  const answer = await fetch(`${base}paket`, {
    headers: { Authorization: `Bearer ${token}` },
    cache: "no-store",
  });
  if (!answer.ok) throw new Error(`list ${answer.status}`);
  const list = await answer.json();
  if (list.unknown) throw new Error("nobody knows this tablet");
  return list;
}

function wanted(list) {
  return [...list.surveys.flatMap(({ documents }) => documents), ...list.media];
}

// Fetches all of a list into a store of its own; the one before stays until this one is complete.
export async function fetched(list) {
  const cache = await caches.open(PREFIX + list.digest);
  for (const { address, sha256 } of wanted(list)) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address, { cache: "no-store" });
    const copy = answer.clone();
    if (!answer.ok || (await digest(await answer.arrayBuffer())) !== sha256) {
      throw new Error(`not whole: ${address}`);
    }
    await cache.put(address, copy);
  }
  await set("package", list);
  // What somebody is being asked, or was when the tablet was closed, goes on in the version it began.
  if ((await all("drafts")).length) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== PREFIX + list.digest) await caches.delete(name);
  }
}

// What of the list is really here and unharmed; the rest is named.
export async function missing(list) {
  const cache = await caches.open(PREFIX + list.digest);
  const gone = [];
  for (const it of wanted(list)) {
    const found = await cache.match(it.address);
    if (!found || (await digest(await found.arrayBuffer())) !== it.sha256) gone.push(it);
  }
  return gone;
}

// Whether the app itself is here, whole and unharmed, as its worker finds it.
export async function whole() {
  const worker = (await navigator.serviceWorker?.ready)?.active;
  if (!worker) return false;
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(() => done(false), PATIENCE);
    worker.postMessage("whole", [port2]);
  });
}

// Whether the browser has promised to keep it, and how much room there is.
export async function storage() {
  const keeps = (await navigator.storage?.persist?.()) ?? false;
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { keeps, free: quota - usage, used: quota ? usage / quota : 0 };
}
