// Makes the app start without a network. A new version is taken only when all of it is here and
// unharmed; the one before stays until the new one has served a whole start.
const { name, files } = self.SHELL;
const PREFIX = "shell-";
const HOME = "/tablet/";

async function digest(buffer) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function put(cache, { address, sha256 }) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  const copy = answer.clone();
  if (!answer.ok || (await digest(await answer.arrayBuffer())) !== sha256) {
    throw new Error(`not whole: ${address}`);
  }
  await cache.put(address, copy);
}

async function install() {
  const cache = await caches.open(PREFIX + name);
  try {
    for (const file of files) await put(cache, file);
  } catch (error) {
    await caches.delete(PREFIX + name);
    throw error;
  }
}

// The app has started with this version: those before it may go, but not one that is just coming.
async function served() {
  const names = await caches.keys();
  const { installing, waiting } = self.registration;
  if (installing || waiting) return;
  for (const other of names) {
    if (other.startsWith(PREFIX) && other !== PREFIX + name) await caches.delete(other);
  }
}

async function isHere(cache, { address, sha256 }) {
  const found = await cache.match(address);
  return Boolean(found) && (await digest(await found.arrayBuffer())) === sha256;
}

// Whether all of it is here; what is missing is fetched once more.
async function whole() {
  const cache = await caches.open(PREFIX + name);
  try {
    for (const file of files) if (!(await isHere(cache, file))) await put(cache, file);
    return true;
  } catch {
    return false;
  }
}

function setting(key) {
  return new Promise((done) => {
    const asked = indexedDB.open("tablet");
    asked.onerror = () => done(undefined);
    asked.onsuccess = () => {
      const base = asked.result;
      if (!base.objectStoreNames.contains("settings")) {
        base.close();
        done(undefined);
        return;
      }
      const read = base.transaction("settings").objectStore("settings").get(key);
      read.onsuccess = read.onerror = () => {
        base.close();
        done(read.result);
      };
    };
  });
}

async function kept(request) {
  const own = await caches.open(PREFIX + name);
  const options = { ignoreVary: true };
  return (await own.match(request, options)) ?? (await caches.match(request, options));
}

// A recording is played in parts: some players take nothing else.
async function part(request, whole) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!range || !whole) return whole;
  const body = await whole.blob();
  const from = Number(range[1]);
  const to = Math.min(range[2] ? Number(range[2]) : body.size - 1, body.size - 1);
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${from}-${to}/${body.size}`);
  headers.set("Content-Length", String(to - from + 1));
  return new Response(body.slice(from, to + 1), { status: 206, headers });
}

async function answer(request) {
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate" && pathname === HOME) {
    const language = await setting("language");
    if (language) return Response.redirect(`${HOME}${language}/`, 302);
  }
  const address = new URL(request.url);
  address.hash = "";
  return (await part(request, await kept(address.href))) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "served") event.waitUntil(served());
  if (event.data === "whole") event.waitUntil(whole().then((it) => event.ports[0].postMessage(it)));
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.location.origin)) event.respondWith(answer(event.request));
});
