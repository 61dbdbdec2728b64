// Draws a short text, such as an address with a code, as a QR code (ISO/IEC 18004, level M, bytes).
const SIZES = [[1, 16, 10], [1, 28, 16], [1, 44, 26], [2, 32, 18], [2, 43, 24], [4, 27, 16]];
const FORMAT = 0x5412; // level M, mask 0, with their check
const QUIET = 4; // modules of white around it
const SVG = "http://www.w3.org/2000/svg";

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let at = 0, value = 1; at < 255; at += 1) {
  EXP[at] = EXP[at + 255] = value;
  LOG[value] = at;
  value = (value << 1) ^ (value & 128 ? 0x11d : 0);
}
const times = (one, other) => (one && other ? EXP[LOG[one] + LOG[other]] : 0);

// Words by which a reader mends what it could not see (Reed-Solomon).
function checks(data, size) {
  let by = [1];
  for (let at = 0; at < size; at += 1) {
    const next = [...by, 0];
    for (const [place, word] of by.entries()) next[place + 1] ^= times(word, EXP[at]);
    by = next;
  }
  const rest = new Uint8Array(size);
  for (const word of data) {
    const factor = word ^ rest[0];
    rest.copyWithin(0, 1);
    rest[size - 1] = 0;
    for (let at = 0; at < size; at += 1) rest[at] ^= times(by[at + 1], factor);
  }
  return rest;
}

// The words of a text in the order in which they are drawn, and in which size; nothing if too long.
function words(text) {
  const bytes = new TextEncoder().encode(text);
  const number = SIZES.findIndex(([blocks, size]) => bytes.length + 2 <= blocks * size);
  if (number < 0) return null;
  const [blocks, size, more] = SIZES[number];
  const hex = (byte) => byte.toString(16).padStart(2, "0");
  const nibbles = `4${hex(bytes.length)}${Array.from(bytes, hex).join("")}0`;
  const data = Uint8Array.from(nibbles.match(/../g), (pair) => parseInt(pair, 16));
  const filled = Array.from({ length: blocks * size }, (_, at) => {
    return data[at] ?? ((at - data.length) % 2 ? 0x11 : 0xec);
  });
  const parts = Array.from({ length: blocks }, (_, at) => filled.slice(at * size, (at + 1) * size));
  const ends = parts.map((part) => checks(part, more));
  const woven = (lists, length) => {
    return Array.from({ length }, (_, at) => lists.map((list) => list[at])).flat();
  };
  return { version: number + 1, all: [...woven(parts, size), ...woven(ends, more)] };
}

class Grid {
  constructor(version) {
    this.size = 17 + 4 * version;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(null));
    const end = this.size - 7;
    for (const [x, y] of [[0, 0], [end, 0], [0, end]]) this.eye(x, y);
    if (version > 1) this.square(end - 2, end - 2, 5);
    for (let at = 8; at < this.size - 8; at += 1) {
      this.dark[6][at] = this.dark[at][6] = at % 2 === 0;
    }
    this.format();
  }

  // One of the three eyes, with the white around it.
  eye(left, top) {
    for (let y = top - 1; y < top + 8; y += 1) {
      for (let x = left - 1; x < left + 8; x += 1) if (this.dark[y]?.[x] === null) this.dark[y][x] = false;
    }
    this.square(left, top, 7);
  }

  square(left, top, size) {
    const middle = (size - 1) / 2;
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const ring = Math.max(Math.abs(x - middle), Math.abs(y - middle));
        this.dark[top + y][left + x] = ring !== middle - 1;
      }
    }
  }

  format() {
    const { dark, size } = this;
    const bit = (at) => Boolean((FORMAT >> at) & 1);
    for (let at = 0; at < 15; at += 1) {
      const up = at < 6 ? at : at + 1;
      if (at < 8) dark[up][8] = dark[8][size - 1 - at] = bit(at);
      else {
        dark[8][at === 8 ? 7 : 14 - at] = bit(at);
        dark[size - 15 + at][8] = bit(at);
      }
    }
    dark[size - 8][8] = true;
  }

  // From the right to the left, two columns at a time, up and down; every second module turned over.
  write(all) {
    const bits = all.flatMap((word) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (word >> at) & 1));
    let next = 0;
    let isUp = true;
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step += 1) {
        const y = isUp ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.dark[y][x] !== null) continue;
          this.dark[y][x] = Boolean((bits[next++] ?? 0) ^ ((x + y) % 2 === 0));
        }
      }
      isUp = !isUp;
    }
  }
}

// A picture of a text; nothing where it is too long for one.
export function qr(text) {
  const found = words(text);
  if (!found) return null;
  const grid = new Grid(found.version);
  grid.write(found.all);
  const whole = grid.size + 2 * QUIET;
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${whole} ${whole}`);
  picture.setAttribute("class", "qr");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  const drawn = grid.dark.flatMap((row, y) => {
    return row.map((isDark, x) => (isDark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""));
  });
  path.setAttribute("d", drawn.join(""));
  picture.append(path);
  return picture;
}
