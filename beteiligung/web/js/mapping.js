// A place on a map, where the operators have one: nothing of it is loaded before somebody asks for it.
export function mapping(form) {
  const part = form.querySelector("[data-mapping]");
  const input = form.elements.point;
  if (!part || !input) return;
  const button = part.querySelector("[data-map]");
  part.hidden = false;

  const put = (value) => {
    button.hidden = false;
    button.focus();
    if (!value) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    form.dispatchEvent(new Event("tidied"));
  };
  button.addEventListener("click", async () => {
    const { map, sheet } = button.dataset;
    try {
      await styled(sheet);
      const { choose } = await import(map);
      button.hidden = true;
      choose(part.querySelector("[data-choosing]"), input.value && input.value.split(",").map(Number), put);
    } catch {
      const said = form.querySelector("[data-said-located]");
      said.textContent = said.dataset.failed; // no connection: the list and the street are still there
    }
  });
}

function styled(sheet) {
  const known = document.querySelector(`link[href="${sheet}"]`);
  const link = known ?? Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
  if (known) return null;
  const ready = new Promise((resolve, fail) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      fail();
    });
  });
  document.head.append(link);
  return ready;
}
