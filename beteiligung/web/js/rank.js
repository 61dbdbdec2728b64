// An order of preference by buttons: choose, move up and down, take out; no dragging anywhere.
// The selects of the page without scripts stay, unseen, and hold the ranks.
import { worded } from "./screen.js";

const SIGNS = { up: "M12 19V5M6 11l6-6 6 6", down: "M12 5v14M6 13l6 6 6-6", out: "M6 6l12 12M18 6L6 18" };

class Rank {
  constructor(section) {
    this.section = section;
    this.list = section.querySelector("[data-ranks]");
    this.texts = this.list.dataset;
    this.rows = [...this.list.children].map((row) => new Row(row, this));
    this.most = this.rows[0].select.options.length - 1;
    this.said = document.createElement("p");
    this.said.className = "sr";
    this.said.setAttribute("role", "status");
    this.left = document.createElement("ul");
    this.left.className = "ranks";
    this.list.after(this.said, this.left);
    this.list.classList.add("by-buttons");
    const { question } = section.dataset;
    section.known = () => ({ [question]: this.order.map(({ code }) => code) });
    section.addEventListener("tidied", () => this.draw());
  }

  // The rows that have a rank, best first.
  get order() {
    return this.rows.filter(({ rank }) => rank).sort((a, b) => a.rank - b.rank);
  }

  draw() {
    const { order } = this;
    this.list.append(...order.map(({ row }) => row));
    this.left.append(...this.rows.filter(({ rank }) => !rank).map(({ row }) => row));
    this.list.hidden = !order.length;
    for (const row of this.rows) row.draw(order.indexOf(row), order.length, this.most);
  }

  // Gives these rows the ranks 1, 2, 3 …, and the others none.
  set(order, moved, button) {
    for (const row of this.rows) row.select.value = order.includes(row) ? order.indexOf(row) + 1 : "";
    moved.select.dispatchEvent(new Event("input", { bubbles: true }));
    moved.focus(button);
    const place = order.indexOf(moved) + 1;
    const words = place ? this.texts.said : `{label}: ${this.texts.left}`;
    this.said.textContent = worded(words, { label: moved.label, place });
  }

  move(row, deed) {
    const order = this.order.filter((other) => other !== row);
    const at = this.order.indexOf(row) + { up: -1, down: 1 }[deed];
    order.splice(at, 0, row);
    this.set(order, row, deed);
  }
}

class Row {
  constructor(row, rank) {
    this.row = row;
    this.code = row.dataset.rank;
    this.select = row.querySelector("select");
    this.select.hidden = true;
    this.words = row.querySelector("label");
    this.label = row.querySelector("[data-rank-label]").textContent;
    this.number = document.createElement("span");
    this.number.className = "place";
    const { texts } = rank;
    this.choose = this.button("in", texts, () => rank.set([...rank.order, this], this, "up"));
    this.choose.className = "opt";
    this.choose.append(...this.words.childNodes);
    this.words.replaceWith(this.choose);
    const move = (deed) => () => rank.move(this, deed);
    this.up = this.button("up", texts, move("up"));
    this.down = this.button("down", texts, move("down"));
    const others = () => rank.order.filter((other) => other !== this);
    this.out = this.button("out", texts, () => rank.set(others(), this, "choose"));
    this.buttons = [this.up, this.down, this.out];
    row.prepend(this.number);
    row.append(...this.buttons);
  }

  get rank() {
    return +this.select.value;
  }

  button(deed, texts, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", act);
    if (!SIGNS[deed]) return button;
    button.className = "pill";
    button.setAttribute("aria-label", worded(texts[deed], { label: this.label }));
    button.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${SIGNS[deed]}"/></svg>`;
    return button;
  }

  draw(at, count, most) {
    const isIn = at >= 0;
    this.row.classList.toggle("in", isIn);
    this.number.textContent = isIn ? `${at + 1}.` : "";
    for (const button of this.buttons) button.hidden = !isIn;
    this.up.disabled = at === 0;
    this.down.disabled = at === count - 1;
    this.choose.disabled = isIn || count >= most;
    this.choose.setAttribute("aria-pressed", isIn);
  }

  focus(button) {
    const [wanted, other] = { up: [this.up, this.down], down: [this.down, this.up] }[button] ?? [this.choose];
    const place = wanted.disabled ? other : wanted;
    (place?.disabled ? this.out : place).focus();
  }
}

export function rank(section) {
  new Rank(section);
}
