// What the report form does beyond the plain form: leave fast, keep a locked draft if asked, hint
// about numbers and names, take back an error that is mended, and show chosen pictures blurred.
// Everything works without it.

import { NUMBER, mayPointToSomebody } from "../core/hints.js";

const DRAFT = "kominn-draft";
const DAY = 24 * 60 * 60 * 1000;

function readDraft() {
  try {
    const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
    if (draft && Date.now() - draft.at < DAY) return draft.state;
    localStorage.removeItem(DRAFT);
  } catch {
    // A browser that keeps nothing keeps no draft.
  }
  return null;
}

function forgetDraft() {
  try {
    localStorage.removeItem(DRAFT);
  } catch {
    // Nothing was kept.
  }
}

function leaveFast() {
  const exit = document.querySelector("[data-quick-exit]");
  if (!exit) return;
  const leave = (event) => {
    event?.preventDefault();
    forgetDraft();
    document.body.hidden = true;
    location.replace(exit.href);
  };
  exit.addEventListener("click", leave);
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses, event.timeStamp].filter((time) => event.timeStamp - time < 1500);
    if (presses.length === 3) leave();
  });
}

function drafts() {
  const form = document.querySelector("[data-report]");
  if (form) {
    form.querySelector("[data-draft]").hidden = false;
    const state = form.querySelector("[name=state]").value;
    const kept = readDraft();
    if (form.dataset.keep || (kept && form.querySelector("[name=step]").value !== "start")) {
      try {
        localStorage.setItem(DRAFT, JSON.stringify({ at: Date.now(), state }));
      } catch {
        // A full or closed store: the page says nothing was promised without it.
      }
    }
  }
  if (document.querySelector(".receipt")) forgetDraft();
  const resume = document.querySelector("[data-resume]");
  const draft = readDraft();
  if (resume && draft) {
    resume.querySelector("[name=state]").value = draft;
    resume.hidden = false;
    resume.querySelector("[data-forget]").addEventListener("click", () => {
      forgetDraft();
      resume.hidden = true;
    });
  }
}

function previews() {
  const input = document.querySelector("[data-files]");
  const place = document.querySelector("[data-previews]");
  const words = document.querySelector("[data-preview-words]");
  if (!input || !place) return;
  input.addEventListener("change", () => {
    place.replaceChildren();
    for (const file of input.files) {
      if (!file.type.startsWith("image/")) continue;
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = file.name;
      picture.className = "blurred";
      const show = document.createElement("button");
      show.type = "button";
      show.className = "ds-button";
      show.dataset.variant = "tertiary";
      show.dataset.size = "sm";
      show.textContent = words.dataset.show;
      show.addEventListener("click", () => picture.classList.toggle("blurred"));
      const figure = document.createElement("figure");
      figure.append(picture, show);
      place.append(figure);
    }
    place.hidden = place.childElementCount === 0;
  });
}

function hints() {
  const box = document.querySelector("[data-hints]");
  if (!box) return;
  const form = box.closest("form");
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[name=seen], textarea[name=worry]")) return;
    const text = [...form.querySelectorAll("textarea[name=seen], textarea[name=worry]")]
      .map((area) => area.value)
      .join("\n");
    box.hidden = !mayPointToSomebody(text);
  });
}

// What was wrong is no longer said to be once it is mended; the server asks again all the same.
function mending() {
  const summary = document.querySelector(".ds-error-summary");
  for (const field of document.querySelectorAll("[aria-invalid=true]")) {
    const was = field.value;
    const isWrong = () => {
      if (field.type === "radio") return false;
      if (was.trim() === "") return field.value.trim() === "";
      return !NUMBER.test(was) || NUMBER.test(field.value);
    };
    field.addEventListener("input", () => {
      if (isWrong()) return;
      const asked = field.closest(".form-field");
      asked.querySelector(".ds-validation-message")?.remove();
      for (const one of asked.querySelectorAll("[aria-invalid]")) {
        one.removeAttribute("aria-invalid");
        summary?.querySelector(`a[href="#${one.id}"]`)?.closest("li").remove();
      }
      if (!summary?.querySelector("li")) summary?.remove();
    });
  }
}

function printing() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

leaveFast();
drafts();
previews();
hints();
mending();
printing();
