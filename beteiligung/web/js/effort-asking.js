// Asks for the calculation that an answer costs, and has it done in the background while people fill
// in the questions. Without it the answer is sent all the same; somebody looks at it then.
const FRESH = 20 * 6e4; // milliseconds; the server takes a solution a little longer
const PATIENCE = 2e4; // nobody waits longer for it

export class Effort {
  constructor(address, worker) {
    this.address = address;
    this.worker = worker;
    this.spent();
  }

  // Begins once somebody answers, so that looking costs nothing.
  begin() {
    if (Date.now() - this.begun > FRESH) this.spent();
    if (this.working) return;
    this.begun = Date.now();
    this.working = this.work().catch(() => ""); // no net, or an old phone: then without
    this.working.then((solution) => {
      this.solution = solution;
    });
  }

  // Until it is done, or long enough was waited for.
  async done() {
    this.begin();
    await Promise.race([this.working, new Promise((end) => setTimeout(end, PATIENCE))]);
  }

  // What was sent counts no second time.
  spent() {
    this.working = null;
    this.begun = Date.now();
    this.solution = "";
  }

  async work() {
    const challenge = await (await fetch(this.address)).json();
    const worker = new Worker(this.worker);
    try {
      const solution = await new Promise((done, fail) => {
        worker.onmessage = ({ data }) => (data?.derivedKey ? done(data) : fail(new Error("unsolved")));
        worker.onerror = fail;
        worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1 });
      });
      return JSON.stringify({ challenge, solution });
    } finally {
      worker.terminate();
    }
  }
}
