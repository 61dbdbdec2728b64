// Codes that people write down, as web/signs.py makes and reads them: the last sign catches slips.
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; // of one-time codes
const KINDS = [[8, CLEAR], [12, SIGNS]]; // what people are given on letters and cards
const GROUP = /.{1,4}/g;

function last(code, signs) {
  const sum = [...code].reduce((so, sign, at) => so + (at + 1) * signs.indexOf(sign), 0);
  return signs[sum % 31];
}

// A code of so many signs that nobody has yet.
export function freshCode(length) {
  const random = crypto.getRandomValues(new Uint8Array(length - 1));
  const code = Array.from(random, (byte) => SIGNS[byte & 31]).join("");
  return code + last(code, SIGNS);
}

export const grouped = (code) => code.match(GROUP).join("-");

// Whether this can be a one-time code; where digits of other scripts were typed, the office reads it.
export function canBeCode(typed) {
  const code = typed.replace(/[\s‐‑–—-]+/g, "").toUpperCase();
  if (/[^0-9A-Z]/.test(code)) return [8, 12].includes([...code].length);
  return KINDS.some(([length, signs]) => {
    const clear = signs === SIGNS ? code.replace(/O/g, "0").replace(/[IL]/g, "1") : code;
    const isWhole = clear.length === length && [...clear].every((sign) => signs.includes(sign));
    return isWhole && clear.endsWith(last(clear.slice(0, -1), signs));
  });
}
