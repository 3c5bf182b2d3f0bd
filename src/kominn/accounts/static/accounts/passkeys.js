// Passkeys: the browser asks the phone, the key or the machine, and the form carries the answer.
// A form that needs this module is hidden until it runs, so nobody meets a button that does nothing.

const browser = globalThis.webauthnJSON;

const ASKED = {
  login: async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return browser.get((await answer.json()).request_options);
  },
  get: (form) => browser.get(options(form).request_options),
  create: (form) => browser.create(asWished(options(form).creation_options, form)),
};

function options(form) {
  return JSON.parse(form.dataset.options);
}

function asWished(creation, form) {
  const alone = form.elements.passwordless?.checked ?? false;
  const wish = creation.publicKey.authenticatorSelection;
  wish.residentKey = alone ? "required" : "discouraged";
  wish.requireResidentKey = alone;
  if (alone) wish.userVerification = "required";
  return creation;
}

async function ask(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const complaint = form.querySelector("[data-passkey-error]");
  complaint.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await ASKED[form.dataset.passkey](form));
    form.submit();
  } catch {
    complaint.hidden = false;
  }
}

if (browser?.supported()) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", ask);
  }
}
