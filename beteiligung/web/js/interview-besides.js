// Both languages side by side: what a person is asked in her own, with the pilot's words below, small.
// Only words are added: there is one place for each answer.
const VIEWS = "[data-start], [data-screen], [data-finish], [data-thanks]";
const WORDS = [
  ".lead:not([data-give-back])", "[data-consent] p", ".part", ".note:not([data-consent])", "legend > .hint", "[data-heading]",
  "p.hint", ".statement", "[data-thanks] > h2", "label.opt > span", "[data-rank-label]", ".share label", ".beside > label",
].join();
const INSIDE = "label.opt > span, [data-rank-label], .share label"; // a line below stays in its place
const BUTTONS = "[data-begin], [data-do], [data-next] > span";
const KEPT = ["lang", "dir"]; // of what stands there in a third language

// The same text on the other page, in its language; nothing of it can be operated.
function second(words, { html_lang: lang, direction: dir }, tag = "small") {
  const copy = words.cloneNode(true);
  for (const it of copy.querySelectorAll("svg, input, .error, [data-chosen]")) it.remove();
  for (const it of copy.querySelectorAll("*")) {
    for (const name of it.getAttributeNames()) if (!KEPT.includes(name)) it.removeAttribute(name);
  }
  const line = Object.assign(document.createElement(tag), { className: "second", lang, dir });
  line.append(...copy.childNodes);
  return line;
}

function nameOf({ dataset }) {
  if ("screen" in dataset) return `${dataset.question} ${dataset.item}`;
  return ["start", "finish", "thanks"].find((name) => name in dataset);
}

// Each text of a screen gets its counterpart, unless the two screens are not of one kind.
function pair(here, there, language) {
  const [ours, theirs] = [here, there].map((it) => [...it.querySelectorAll(WORDS)]);
  if (ours.length !== theirs.length) return;
  for (const [at, words] of ours.entries()) {
    const other = theirs[at];
    if (!other.textContent.trim()) continue;
    if (words.matches(INSIDE)) words.append(second(other, language));
    else words.after(second(other, language, words.closest("legend") ? "small" : "p"));
  }
}

// Buttons by what they do; the script of the questions takes them out of templates.
function buttonsOf(parts) {
  const found = new Map();
  for (const part of parts) {
    for (const it of part.querySelectorAll(BUTTONS)) {
      const within = it.closest("dialog") ? "dialog" : "";
      const next = it.matches("[data-next] > span") ? it.parentElement.children : [];
      const name = it.dataset.do ?? ("begin" in it.dataset ? "begin" : `next ${[...next].indexOf(it)}`);
      if (!found.has(within + name)) found.set(within + name, it);
    }
  }
  return found;
}

function label(button, line) {
  const words = document.createElement("span");
  words.append(...[...button.childNodes].filter((it) => !it.matches?.("svg.turns")), line);
  button.prepend(words);
}

function buttons({ foot, side, row, dialogs: [stop] }, page, language) {
  const apart = ["[data-scripted]", "[data-decline]"].map((it) => page.querySelector(it).content);
  const theirs = buttonsOf([page, ...apart]);
  for (const [name, button] of buttonsOf([foot, side, row, stop])) {
    const line = second(theirs.get(name), language);
    if (button.matches("[data-next] > span")) button.append(line);
    else label(button, line);
  }
}

export async function besides(answering, language) {
  const answer = await fetch(language.address).catch(() => null);
  if (!answer?.ok) return; // the questions are there all the same
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = new Map([...page.querySelectorAll(VIEWS)].map((it) => [nameOf(it), it]));
  for (const view of document.querySelectorAll(VIEWS)) {
    if (theirs.has(nameOf(view))) pair(view, theirs.get(nameOf(view)), language);
  }
  answering.title.append(second(page.querySelector("[data-title]"), language));
  buttons(answering, page, language);
  document.documentElement.classList.add("besides");
}
