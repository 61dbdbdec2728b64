// Seals finished answers to a key that only the server can open, and drafts to the PIN.
const EC = { name: "ECDH", namedCurve: "P-256" };
const INFO = "beteiligung-tablet 1";
const PLAIN = 1; // an envelope with the words as they are, filled up to whole steps
const DEFLATED = 2; // one with the words made small first
const LARGE = 3; // such a one with photos or a recording in it
const LARGEST = 74e4; // bytes: so much goes in one request
const STEPS = { [PLAIN]: 1024, [DEFLATED]: 512, [LARGE]: 8192 }; // bytes: a length tells little about what is in it
const AHEAD = 3; // an interview makes these: its answers, that it took place, and the day's list
const ROUNDS = 310000; // of hashing, between a PIN and its key

const utf8 = (text) => new TextEncoder().encode(text);
const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export function base64(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function joined(one, other) {
  const both = new Uint8Array(one.byteLength + other.byteLength);
  both.set(new Uint8Array(one));
  both.set(new Uint8Array(other), one.byteLength);
  return both;
}

// Made small before it is sealed: a thousand answers go through a thin line in seconds. A browser
// that cannot sends the words as they are.
async function packed(text, large) {
  if (large && !globalThis.CompressionStream) throw new Error("too large");
  if (!globalThis.CompressionStream) return { v: PLAIN, plain: filledUp(utf8(text), PLAIN, 32) };
  const plain = await squeezed(utf8(text), "deflate-raw");
  if (plain.length > LARGEST) throw new Error("too large");
  const v = large ? LARGE : DEFLATED;
  return { v, plain: filledUp(plain, v, 0) };
}

// Straight through the compressor: by way of a Blob it takes eight times as long on a slow tablet.
async function squeezed(bytes, way) {
  const { readable, writable } = new CompressionStream(way);
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const reader = readable.getReader();
  let found = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    found = joined(found, value);
  }
  await written;
  return found;
}

function filledUp(plain, v, filling) {
  const filled = new Uint8Array(Math.ceil((plain.length + 1) / STEPS[v]) * STEPS[v]).fill(filling);
  filled.set(plain);
  return filled;
}

// The half of a sealing that needs no words: a fresh key, agreed upon with that of the server.
async function agreed(point) {
  const recipient = bytes(point);
  const own = await crypto.subtle.generateKey(EC, false, ["deriveBits"]);
  const epk = await crypto.subtle.exportKey("raw", own.publicKey);
  const theirs = await crypto.subtle.importKey("raw", recipient, EC, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derive = { name: "HKDF", hash: "SHA-256", salt: joined(epk, recipient), info: utf8(INFO) };
  const aes = { name: "AES-GCM", length: 256 };
  return { epk, secret: await crypto.subtle.deriveKey(derive, material, aes, false, ["encrypt"]) };
}

const ahead = { point: "", keys: [] }; // of the next parcels; with them nothing can be opened

// Agrees upon the keys of the next parcels while nobody waits for them.
export async function agreeAhead({ public: point }) {
  if (ahead.point !== point) Object.assign(ahead, { point, keys: [] });
  while (ahead.keys.length < AHEAD) {
    const key = await agreed(point);
    if (ahead.point !== point) return;
    ahead.keys.push(key);
  }
}

// A key serves for one parcel.
const taken = (point) => (ahead.point === point && ahead.keys.pop()) || agreed(point);

// A parcel: what is in it can be read by nobody on this tablet, this page included.
export async function sealed({ kid, public: point }, { key, version, content, large = false }) {
  const [{ v, plain }, { epk, secret }] = await Promise.all([
    packed(JSON.stringify(content), large),
    taken(point),
  ]);
  const iv = random(12);
  const outside = utf8(`beteiligung-tablet\n${v}\n${kid}\n${key}\n${version}`);
  const options = { name: "AES-GCM", iv, additionalData: outside };
  const ct = await crypto.subtle.encrypt(options, secret, plain);
  return { v, kid, key, version, epk, iv: iv.buffer, ct };
}

// A parcel as it travels.
export function parcel({ v, kid, key, version, epk, iv, ct }) {
  return { v, kid, key, version, epk: base64(epk), iv: base64(iv), ct: base64(ct) };
}

// A batch as it travels: what is sealed stands in it as text, and takes a quarter less room so.
export async function gzipped(text) {
  if (!globalThis.CompressionStream) return { body: text, headers: {} };
  return { body: await squeezed(utf8(text), "gzip"), headers: { "Content-Encoding": "gzip" } };
}

async function fromPin(pin, { salt, rounds }) {
  const material = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveKey"]);
  const derive = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  const aes = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(derive, material, aes, false, ["wrapKey", "unwrapKey"]);
}

// A new key for drafts, and what is kept of it: without the PIN it opens nothing.
export async function newLock(pin) {
  const aes = { name: "AES-GCM", length: 256 };
  const drafts = await crypto.subtle.generateKey(aes, true, ["encrypt", "decrypt"]);
  const [salt, iv] = [random(16), random(12)];
  const wrapping = await fromPin(pin, { salt, rounds: ROUNDS });
  const wrapped = await crypto.subtle.wrapKey("raw", drafts, wrapping, { name: "AES-GCM", iv });
  return { drafts, lock: { salt, iv, wrapped, rounds: ROUNDS, wrong: 0 } };
}

// The key for drafts, or nothing where the PIN is not right.
export async function unlocked(pin, lock) {
  const wrapping = await fromPin(pin, lock);
  const unwrap = { name: "AES-GCM", iv: lock.iv };
  try {
    return await crypto.subtle.unwrapKey(
      "raw", lock.wrapped, wrapping, unwrap, "AES-GCM", false, ["encrypt", "decrypt"],
    );
  } catch {
    return null;
  }
}

export async function closed(drafts, content) {
  const iv = random(12);
  const plain = utf8(JSON.stringify(content));
  return { iv, ct: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, drafts, plain) };
}

export async function opened(drafts, { iv, ct }) {
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, drafts, ct);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null; // of a PIN before: nobody can read it any more
  }
}
