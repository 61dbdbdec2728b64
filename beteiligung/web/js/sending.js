// Sends the answers and says honestly what came of it; keeps trying while the net is away.
const FIRST = 5e3; // milliseconds until the second attempt, doubled up to LAST
const LAST = 6e4;
const LONGEST = 3e4; // for one attempt

// What came of one attempt: {outcome, page, address}, where outcome is
// "sent" · "saved" (to go on elsewhere) · "mistakes" (page has them) · "counted" (the key is taken) · "closed" · "refused" ·
// "later" (the server asks for patience) · "offline" (it could not be reached).
export async function send(address, body) {
  const control = new AbortController();
  const limit = setTimeout(() => control.abort(), LONGEST);
  try {
    const answer = await fetch(address, { method: "POST", body, signal: control.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = answer.redirected && answer.url; // else the page is the answer itself
    return { outcome: outcome(answer, page), page, address: next };
  } catch {
    return { outcome: "offline" };
  } finally {
    clearTimeout(limit);
  }
}

function outcome({ ok, status }, page) {
  if (page.querySelector("[data-module=thanks]")) return "sent";
  if (page.querySelector("[data-module=saved]")) return "saved";
  if (page.querySelector("[data-returned]")) return "mistakes";
  if (status === 410) return "closed";
  if (status === 422) return "counted";
  const patience = ok || status === 408 || status === 429 || status >= 500; // ok: not our page
  return patience ? "later" : "refused";
}

// Calls `attempt` again: after a while, when the net is back, and when the page is looked at.
export class Patience {
  constructor(attempt) {
    this.attempt = () => this.pause && attempt();
    addEventListener("online", this.attempt);
    document.addEventListener("visibilitychange", () => document.hidden || this.attempt());
  }

  wait() {
    clearTimeout(this.timer);
    this.pause = Math.min((this.pause || FIRST / 2) * 2, LAST);
    this.timer = setTimeout(this.attempt, this.pause);
  }

  end() {
    clearTimeout(this.timer);
    this.pause = 0;
  }
}
