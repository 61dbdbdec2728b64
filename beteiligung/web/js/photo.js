// A photo, drawn anew on the phone: small, and without the place and time a camera writes into it.
// Until it is sent it lies in the draft as text, so that it survives like every other answer.
const QUALITY = 0.8;

// A picture of at most so many pixels; where its text would be longer than `largest`, a smaller one.
export async function drawn(file, most, largest = Infinity) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  for (let side = most; ; side *= 0.8) {
    const address = redrawn(picture, side);
    if (address.length <= largest) return address;
  }
}

function redrawn(picture, most) {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY);
}

function blob(address) {
  const [head, text] = address.split(",");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new File([bytes], "photo.jpg", { type: head.slice(5, head.indexOf(";")) });
}

export function photo(section) {
  const chooser = section.querySelector("[data-photo]");
  const part = section.querySelector("[data-taken]");
  const { question } = section.dataset;
  const kept = Object.assign(document.createElement("input"), { type: "hidden", name: question });
  chooser.removeAttribute("name"); // the drawing is sent, never the file
  chooser.hidden = true; // its words come from the browser, not in the page's language
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn ghost full" });
  button.textContent = chooser.dataset.words;
  button.addEventListener("click", () => chooser.click());
  chooser.after(kept, button);

  const set = (value) => {
    kept.value = value;
    kept.dispatchEvent(new Event("input", { bubbles: true }));
  };
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    chooser.value = "";
    if (!file) return;
    try {
      set(await drawn(file, +chooser.dataset.photo, +chooser.dataset.largest || Infinity));
    } catch {
      set("unreadable");
    }
  });
  section.querySelector("[data-untake]").addEventListener("click", () => {
    set("");
    button.focus();
  });
  section.addEventListener("tidied", () => {
    const isThere = kept.value.startsWith("data:");
    part.hidden = !isThere;
    if (isThere) part.querySelector("img").src = kept.value;
  });
  section.known = () => ({ [question]: kept.value.startsWith("data:") ? "photo" : "" });
  section.fault = () => (kept.value === "unreadable" ? part.dataset.failed : "");
  section.parcel = (value) => (value.startsWith("data:") ? blob(value) : value);
}
