// What somebody writes on the form of an idea stays on this device until it has arrived, so that
// neither another language nor going back nor an empty battery loses it. Going back to a form that was
// sent keeps its key: sent once more it is the same idea, with the same receipt.
import { Draft } from "./draft.js";

const NAMES = ["text", "language", "place", "street", "hint", "point", "photo_text"];
const SAYS = ["text", "place", "street", "hint", "point", "photo_text", "category"]; // not which language
const STAMP = "page-stamp";

const draftOf = (board) => new Draft(`idea-${board}`, false);

// An idea has arrived: its draft goes; that of another one, begun in another tab, stays.
export function arrived(board, key) {
  const draft = draftOf(board);
  if (draft.read()?.key === key) draft.remove();
}

export function keeping(form) {
  const draft = draftOf(form.dataset.board);
  const said = form.querySelector("[data-kept]");
  const { elements } = form;

  const answers = () => ({
    ...Object.fromEntries(NAMES.map((name) => [name, elements[name]?.value ?? ""])),
    category: form.querySelector("[name=category]:checked")?.value ?? "",
  });
  const fill = (kept) => {
    for (const name of NAMES) if (elements[name] && kept[name]) elements[name].value = kept[name];
    for (const tile of form.querySelectorAll("[name=category]")) tile.checked = tile.value === kept.category;
    if (["place", "street", "hint", "point"].some((name) => kept[name])) form.querySelector("details.more:has([name=street])").open = true;
    form.dispatchEvent(new CustomEvent("tidied"));
  };
  const adopt = ({ key, stamp }) => {
    elements.key.value = key;
    elements[STAMP].value = stamp;
  };
  const mine = () => ({ key: elements.key.value, stamp: elements[STAMP].value });

  const keep = () => {
    const now = answers();
    const says = SAYS.some((name) => now[name].trim());
    if (says) draft.write({ ...mine(), answers: now });
    else draft.remove();
    said.hidden = !says || !draft.read();
    history.replaceState({ ...history.state, idea: mine() }, "");
  };

  const begin = () => {
    const kept = draft.read();
    const here = history.state?.idea; // this very page was here before: reloaded, or gone back to
    if ("fresh" in form.dataset) {
      if (kept) {
        adopt(kept);
        fill(kept.answers);
      } else if (here && elements.text.value) adopt(here); // filled in again by the browser
    }
    if (SAYS.some((name) => answers()[name].trim())) keep();
  };

  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  said.querySelector("button").addEventListener("click", () => {
    for (const name of SAYS) if (elements[name] && name !== "category") elements[name].value = "";
    for (const tile of form.querySelectorAll("[name=category]")) tile.checked = false;
    form.dispatchEvent(new CustomEvent("tidied"));
    keep();
    elements.text.focus();
  });
  // Only then has the browser put back what it remembers.
  addEventListener("pageshow", begin, { once: true });
}
