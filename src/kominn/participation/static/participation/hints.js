// A box near what one writes, shown while something in it may point to somebody.
import { mayPointToSomebody } from "../core/hints.js";

for (const box of document.querySelectorAll("[data-hints]")) {
  const areas = [...box.closest("form").querySelectorAll("textarea")];
  const look = () => {
    box.hidden = !areas.some(({ value }) => mayPointToSomebody(value, { addresses: true }));
  };
  box.closest("form").addEventListener("input", look);
  look();
}
