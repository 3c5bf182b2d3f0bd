// Several phones write one canvas. What is typed goes into a document that merges letter by letter;
// every other second the changes are sent and what others wrote is fetched. Without a network one
// writes on: the document stands in the page and on the phone until it could be sent.
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from "../vendor/yjs.js";

const EVERY = 2000;
const form = document.querySelector("[data-canvas]");
const status = form.querySelector("[data-saved]");
const words = form.querySelector("[data-words]").dataset;
const fields = [...form.querySelectorAll("textarea[name]:not([data-alt])")];
const kept = `canvas ${form.dataset.canvas}`;
const doc = new Doc();
let known = -1;
let sent = null;

const packed = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const opened = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

// --- From the field to the document ------------------------------------------------------------

function difference(before, after) {
  let start = 0;
  const most = Math.min(before.length, after.length);
  while (start < most && before[start] === after[start]) start += 1;
  // Never between the two halves of one sign.
  if (start && /[\uD800-\uDBFF]/.test(before[start - 1])) start -= 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (end && /[\uDC00-\uDFFF]/.test(before.at(-end))) end -= 1;
  return { start, cut: before.length - start - end, put: after.slice(start, after.length - end) };
}

function typed(field) {
  const text = doc.getText(field.name);
  const { start, cut, put } = difference(text.toString(), field.value);
  doc.transact(() => {
    if (cut) text.delete(start, cut);
    if (put) text.insert(start, put);
  });
  keep();
}

// --- From the document to the field ------------------------------------------------------------

function show(field) {
  const now = doc.getText(field.name).toString();
  form.querySelector(`[name="was_${field.name}"]`).value = now;
  if (field.value === now) return;
  const { start, cut, put } = difference(field.value, now);
  const moved = (place) => {
    if (place <= start) return place;
    return place >= start + cut ? place - cut + put.length : start + put.length;
  };
  const { selectionStart, selectionEnd } = field;
  field.value = now;
  if (document.activeElement === field) {
    field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  }
}

// --- On the phone until it is sent -------------------------------------------------------------

function keep() {
  try {
    sessionStorage.setItem(kept, packed(encodeStateAsUpdate(doc)));
  } catch {
    // A phone that keeps nothing still sends.
  }
}

function takeUp() {
  try {
    const text = sessionStorage.getItem(kept);
    if (text) applyUpdate(doc, opened(text));
  } catch {
    sessionStorage.removeItem(kept);
  }
}

// --- To the others and back --------------------------------------------------------------------

async function exchange() {
  const vector = encodeStateVector(doc);
  const change = encodeStateAsUpdate(doc, sent ?? undefined);
  const answer = await fetch(form.dataset.canvas, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify({ known, change: change.length > 2 ? packed(change) : "" }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const { version, canvas, writable, help } = await answer.json();
  if (help) showHelp();
  sent = vector;
  known = version;
  if (canvas) {
    applyUpdate(doc, opened(canvas));
    fields.forEach(show);
    keep();
  }
  if (!writable) location.reload();
}

// Only on the phone it was written on.
function showHelp() {
  const box = document.querySelector("[data-help]");
  box.hidden = false;
  box.scrollIntoView({ block: "start" });
  box.querySelector("h2").focus({ preventScroll: true });
}

async function turn() {
  try {
    await exchange();
    say(words.isSaved);
  } catch {
    say(words.isAway);
  }
  setTimeout(turn, document.hidden ? 5 * EVERY : EVERY);
}

function say(sentence) {
  // A screen reader hears it once, not every other second.
  if (status.textContent !== sentence) status.textContent = sentence;
}

applyUpdate(doc, opened(form.dataset.start));
// What somebody wrote before this script had come.
fields.filter((field) => field.value !== field.defaultValue).forEach(typed);
takeUp();
fields.forEach(show);
for (const field of fields) {
  field.addEventListener("input", () => typed(field));
}
// What the form sends has been merged already: sent both ways, it would stand there twice.
let sending = false;
form.addEventListener("submit", async (event) => {
  if (sending) return;
  event.preventDefault();
  sending = true;
  try {
    await exchange();
  } catch {
    // Then the form brings it.
  }
  form.requestSubmit(event.submitter);
});
turn();
