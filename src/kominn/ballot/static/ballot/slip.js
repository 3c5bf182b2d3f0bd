// The digits of a slip come after #, which a browser never sends: into the form, and out of the address.
const digits = location.hash.replace(/\D/g, "");
const form = document.querySelector("[data-slip]");
if (form && digits) {
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = digits;
  form.requestSubmit();
}
