// Passing a survey on: the device's own way of sharing where it has one, else an address to copy.
export function offerSharing() {
  for (const it of document.querySelectorAll("[data-share]")) {
    const address = it.querySelector("input");
    const data = { title: it.dataset.share, text: it.dataset.share, url: address.value };
    it.querySelector("summary").addEventListener("click", (event) => {
      if (!navigator.share) return;
      event.preventDefault();
      navigator.share(data).catch(() => {}); // whoever changes her mind has done nothing wrong
    });
    it.addEventListener("toggle", () => it.open && address.select());
  }
}
