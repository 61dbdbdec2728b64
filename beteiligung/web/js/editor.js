/* The editor saves by itself: after a pause in typing and when the page is left. Without this
   script the button "Save" does the same. A page that somebody else has overtaken is never saved
   over: it says so, and "Save" leads to both versions side by side. */
const PAUSE = 1500; // milliseconds without typing
const AGAIN = 15000; // until the next try without a connection
const form = document.querySelector("[data-autosave]");
const said = form?.querySelector("[data-said]");
let typed = 0; // rises with every change
let kept = 0; // up to which change everything is saved, or was refused
let timer = 0;
let refused = false; // something on the page is not saved, and will not be by itself
let stopped = false; // in conflict: only a person can go on
let submitting = false;
let running = null;

function say(sentence, wrong = false) {
  said.textContent = sentence;
  said.classList.toggle("error", wrong);
}

function later(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

async function save(leaving = false) {
  clearTimeout(timer);
  if (running) await running;
  if (stopped || submitting || kept === typed) return;
  running = send(typed, leaving === true);
  const reached = await running;
  running = null;
  if (kept !== typed && !stopped) later(reached ? PAUSE : AGAIN);
}

/* Whether the server was reached. */
async function send(upTo, leaving) {
  let answer;
  try {
    const headers = { Accept: "application/json" };
    const body = new FormData(form);
    answer = await fetch(form.action, { method: "POST", body, headers, keepalive: leaving });
  } catch {
    say(said.dataset.offline, true);
    return false;
  }
  const told = await answer.json().catch(() => null);
  kept = upTo;
  refused = !answer.ok || told === null;
  if (refused) {
    stopped = told?.conflict === true;
    say(told?.said ?? said.dataset.offline, true);
    return true;
  }
  form.elements.seen.value = told.seen;
  form.action = told.address;
  history.replaceState(null, "", told.address);
  say(told.said);
  return true;
}

function changed() {
  typed += 1;
  if (stopped) return;
  say(said.dataset.typing);
  later();
}

/* A button waits until what is on its way has arrived; else the page would overtake itself. */
async function submitted(event) {
  clearTimeout(timer);
  if (!running) {
    submitting = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  await running;
  form.requestSubmit(button);
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("submit", submitted);
  addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  addEventListener("beforeunload", (event) => {
    if (submitting) return;
    if (refused) event.preventDefault();
    else save(true);
  });
}

/* After a button moved a row, the keyboard goes on where the row is now. */
const spot = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (spot?.matches("input, textarea, select, button")) spot.focus();
