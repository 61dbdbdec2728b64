/* Drafts translations on the device, where the browser has a translator for the two languages.
   Nothing is sent anywhere; what it writes is marked as a machine's until a person changes it. */

async function translator(form) {
  const languages = { sourceLanguage: form.dataset.from, targetLanguage: form.dataset.to };
  if (!("Translator" in self) || (await Translator.availability(languages)) === "unavailable") {
    return undefined;
  }
  return () => Translator.create(languages); // only when somebody presses: it may load a model
}

function sourceOf(area) {
  return document.getElementById(`${area.id}-original`)?.textContent.trim() ?? "";
}

/* The hidden field that tells the server which texts a machine wrote, by their paths. */
function marks(form) {
  const field = form.elements.machine;
  const paths = () => new Set(field.value.split(" ").filter(Boolean));
  const keep = (found) => (field.value = [...found].join(" "));
  return {
    add: (path) => keep(paths().add(path)),
    drop: (path) => {
      const found = paths();
      found.delete(path);
      keep(found);
    },
  };
}

async function draft(areas, create, machine) {
  const made = await create();
  for (const area of areas) {
    area.value = await made.translate(sourceOf(area));
    machine.add(area.name);
  }
  made.destroy?.();
}

async function offer(form) {
  const create = await translator(form).catch(() => undefined);
  const box = form.querySelector("[data-part=offer]");
  if (!create || !box) {
    return;
  }
  const said = box.querySelector("[data-part=said]");
  const areas = [...form.querySelectorAll("textarea")];
  const empty = () => areas.filter((area) => !area.value.trim() && sourceOf(area));
  if (!empty().length) {
    return;
  }
  const machine = marks(form);
  for (const area of areas) {
    area.addEventListener("input", () => machine.drop(area.name));
  }
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async (event) => {
    event.target.disabled = true;
    said.textContent = said.dataset.working;
    try {
      await draft(empty(), create, machine);
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.failed;
    }
    event.target.disabled = false;
  });
}

for (const form of document.querySelectorAll("[data-module=translate]")) {
  offer(form);
}
