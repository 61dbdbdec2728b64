/* Draws a figure with the chart library, once somebody presses its button; pressed again it shows
   the picture. The library (with the style sheet that our content policy demands) is only fetched
   then; picture and table stay. */
const STYLES = "plotly.js-style-global"; // the library leaves its own style sheet away if this is there

const PATTERNS = {
  s1: { shape: "/", solidity: 0.8 },
  s2: { shape: "/", solidity: 0.25 },
  s3: { shape: ".", solidity: 0.15 },
  s4: { shape: "\\", solidity: 0.25 },
  s5: { shape: "+", solidity: 0.3 },
};

let library;

function load(board) {
  library ??= Promise.all([styles(board.dataset.styles), script(board.dataset.library)]).catch((error) => {
    library = undefined; // another press tries again
    throw error;
  });
  return library;
}

function styles(address) {
  const link = document.createElement("link");
  link.id = STYLES;
  link.className = "no-inline-styles";
  link.rel = "stylesheet";
  link.href = address;
  return arrived(link);
}

function script(address) {
  const element = document.createElement("script");
  element.src = address;
  return arrived(element);
}

function arrived(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error(element.href ?? element.src));
    });
    document.head.append(element);
  });
}

async function figureOf(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/* The page's colours, in the dark and in strong contrast too. The library cannot read all that
   style sheets can say, so a canvas says them in red, green and blue. */
function colour(name) {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  brush.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  brush.fillRect(0, 0, 1, 1);
  const data = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${data[0]}, ${data[1]}, ${data[2]})`;
}

function coloured(drawn) {
  const root = getComputedStyle(document.documentElement);
  const patterned = root.getPropertyValue("--pattern").trim() !== "none";
  for (const trace of drawn.data) {
    trace.marker = { color: colour(trace.meta), line: { color: colour("paper"), width: 1 } };
    if (patterned) trace.insidetextfont = { color: colour("ink") };
    if (patterned && PATTERNS[trace.meta]) {
      trace.marker.pattern = { fgcolor: colour("ink"), bgcolor: colour("paper"), ...PATTERNS[trace.meta] };
      trace.marker.line.color = colour("ink");
    }
  }
  drawn.layout.font.color = colour("ink");
  drawn.layout.xaxis.gridcolor = drawn.layout.xaxis.zerolinecolor = colour("line");
  return drawn;
}

/* The chart, or the picture again: the button says what comes next. */
function turn(row, chart, picture) {
  const button = row.querySelector("button");
  chart.hidden = !chart.hidden;
  picture.hidden = !chart.hidden;
  const next = button.dataset.other;
  button.dataset.other = button.textContent;
  button.textContent = next;
}

async function draw(board, row) {
  const button = row.querySelector("button");
  const picture = row.closest("figure").querySelector("[data-drawing]");
  const before = picture.nextElementSibling;
  if (before?.matches("[data-drawn]")) return turn(row, before, picture);
  button.setAttribute("aria-busy", "true");
  try {
    const both = await Promise.all([figureOf(row.dataset.chart), load(board)]);
    const drawn = coloured(both[0]);
    const chart = document.createElement("div");
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", picture.closest("figure").querySelector("figcaption p").textContent);
    chart.dir = "ltr"; // the library reckons from the left; the figure itself is mirrored
    chart.dataset.drawn = "";
    picture.after(chart);
    await globalThis.Plotly.newPlot(chart, drawn.data, drawn.layout, {
      displayModeBar: false,
      displaylogo: false,
      modeBarButtonsToRemove: ["sendChartToCloud"],
      plotlyServerURL: "", // nothing can be sent anywhere
      responsive: true,
      scrollZoom: false,
    });
    chart.hidden = true;
    turn(row, chart, picture);
    button.removeAttribute("aria-busy");
  } catch {
    button.removeAttribute("aria-busy");
    if (picture.nextElementSibling?.matches("[data-drawn]")) picture.nextElementSibling.remove();
    row.setAttribute("role", "status");
    row.append(board.dataset.failed);
  }
}

for (const board of document.querySelectorAll("[data-module=chart]")) {
  for (const row of board.querySelectorAll("[data-chart]")) {
    row.hidden = false;
    row.querySelector("button").addEventListener("click", () => draw(board, row));
  }
}
