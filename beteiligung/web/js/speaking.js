// An idea that is spoken instead of written: recorded here, listened to here, and sent with the form.
// Until then nothing leaves this page, and nothing is kept. Words come from the page.
const LONGEST = 59_500; // milliseconds; the server takes a minute
const KINDS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const SPEECH = 32_000; // bits a second

const kindHere = () => KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));

function speaking(part) {
  const find = (what) => part.querySelector(what);
  const [file, audio, record, time, said] = ["[type=file]", "audio", "[data-record]", "[data-time]", "[data-said]"].map(find);
  const carried = find("[name=spoken]");
  const label = record.querySelector("span");
  const start = label.textContent;
  let recorder = null, begun = 0;

  const say = (words = "") => (said.textContent = words);

  const show = (blob) => {
    URL.revokeObjectURL(audio.src);
    audio.hidden = find("[data-untake]").hidden = !blob;
    if (blob) audio.src = URL.createObjectURL(blob);
    else audio.removeAttribute("src");
    label.textContent = blob ? part.dataset.again : start;
  };

  const put = (blob) => {
    const files = new DataTransfer();
    if (blob) files.items.add(new File([blob], "idea", { type: blob.type }));
    file.files = files.files;
    if (carried) carried.value = "";
    show(blob);
    say(blob ? part.dataset.ready : "");
  };

  const watch = () => {
    if (!recorder) return;
    const lasts = performance.now() - begun;
    const seconds = Math.floor(lasts / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (lasts >= LONGEST) stop();
    else setTimeout(watch, 200);
  };

  function stop() {
    recorder?.stop();
    recorder = null;
    record.classList.remove("danger");
  }

  async function begin() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      say(part.dataset.refused);
      return;
    }
    const pieces = [];
    audio.pause();
    recorder = new MediaRecorder(stream, { mimeType: kindHere(), audioBitsPerSecond: SPEECH });
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      put(new Blob(pieces, { type: pieces[0]?.type ?? "" }));
    });
    recorder.start();
    begun = performance.now();
    label.textContent = part.dataset.stop;
    record.classList.add("danger");
    say(part.dataset.recording);
    watch();
  }

  find("[data-take]").hidden = false;
  file.closest(".field").querySelector("label[for]").hidden = file.hidden = true;
  if (find("[data-silent]")) find("[data-silent]").hidden = true;
  record.addEventListener("click", () => (recorder ? stop() : begin()));
  find("[data-untake] button").addEventListener("click", () => {
    put(null);
    record.focus();
  });
  // Whoever sends while she speaks hears first what she has said.
  part.closest("form").addEventListener("submit", (event) => {
    if (!recorder) return;
    event.preventDefault();
    stop();
  });
  if (carried) {
    find(".note").remove();
    show(new Blob([Uint8Array.from(atob(carried.value), (sign) => sign.charCodeAt(0))]));
    say(part.dataset.ready);
  }
}

const part = document.querySelector("[data-speaking]");
const canRecord = globalThis.MediaRecorder && globalThis.DataTransfer && navigator.mediaDevices && kindHere();
if (part && canRecord) speaking(part);
