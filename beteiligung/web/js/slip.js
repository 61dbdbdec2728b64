// The receipt of an idea: printed, copied, or sent to oneself; its draft is not needed any more.
import { arrived } from "./idea-draft.js";

export function slip(page) {
  const sent = page.querySelector("[data-arrived]");
  if (sent) arrived(sent.dataset.arrived, sent.dataset.key);
  const part = page.querySelector("[data-slip]");
  if (!part) return;
  const [print, copy, pass] = ["print", "copy", "pass"].map((it) => part.querySelector(`[data-${it}]`));
  const { code, words: text } = part.dataset;
  part.hidden = false;
  print.addEventListener("click", () => globalThis.print());
  copy.hidden = !navigator.clipboard; // only where the connection is safe
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code).then(
      () => (part.querySelector("[role=status]").textContent = copy.dataset.copied),
      () => {}, // not allowed: the code can still be written down
    );
  });
  pass.hidden = !navigator.share;
  pass.addEventListener("click", () => navigator.share({ text }).catch(() => {}));
}
