// Shows a short text, such as an address with a code, as a QR code.
import qrcode from "qrcode-generator";

const QUIET = 4; // modules of white around it
const SVG = "http://www.w3.org/2000/svg";

qrcode.stringToBytes = (text) => [...new TextEncoder().encode(text)];

function drawn(name, marks) {
  const it = document.createElementNS(SVG, name);
  for (const [mark, value] of Object.entries(marks)) it.setAttribute(mark, value);
  return it;
}

// A picture of a text, as small as it can be where a seventh of it may be unreadable (level M).
export function qr(text) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const places = [...Array(code.getModuleCount()).keys()];
  const dark = places.flatMap((y) => places.filter((x) => code.isDark(y, x)).map((x) => [x, y]));
  const size = places.length + 2 * QUIET;
  const picture = drawn("svg", { viewBox: `0 0 ${size} ${size}`, class: "qr", "aria-hidden": "true" });
  const modules = dark.map(([x, y]) => `M${x + QUIET} ${y + QUIET}h1v1h-1z`);
  picture.append(drawn("path", { d: modules.join("") }));
  return picture;
}
