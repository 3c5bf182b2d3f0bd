// Lets this phone hear when there is news on its team's card. Without this the card says the same.
// Each card has a worker of its own, so that nothing joins two cards on one phone.
const box = document.querySelector("[data-push]");
const said = box.querySelector("[data-said]");
const { push: address, key, worker, card, no, away } = box.dataset;

function show(part, words = "") {
  for (const one of box.querySelectorAll("[data-part]")) one.hidden = one.dataset.part !== part;
  said.textContent = words;
}

// The button that was pressed is gone: who hears or types the page goes on at the one in its place.
function change(part) {
  show(part);
  box.querySelector(`[data-part="${part}"] button`).focus();
}

// The same card in another language has a worker already.
async function registered() {
  const all = await navigator.serviceWorker.getRegistrations();
  return all.find((one) => new URL(one.scope).pathname.endsWith(card));
}

async function subscription() {
  const here = await registered();
  return here ? here.pushManager.getSubscription() : null;
}

// Empty where it went well; otherwise why not.
async function tell(go, endpoint) {
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams({ go, endpoint }) });
    return answer.ok ? (await answer.json()).refused || "" : away;
  } catch {
    return away;
  }
}

async function forget() {
  const here = await registered();
  if (!here) return;
  const before = await here.pushManager.getSubscription();
  if (before) await before.unsubscribe();
  await here.unregister();
}

const opened = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

async function turnOn() {
  // First of all: later than the finger, an iPhone no longer asks.
  if ((await Notification.requestPermission()) !== "granted") return show("off", no);
  try {
    await forget();
    await navigator.serviceWorker.register(worker, { scope: location.pathname });
    const here = await navigator.serviceWorker.ready;
    const made = await here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: opened(key) });
    const refused = await tell("on", made.endpoint);
    if (!refused) return change("on");
    await forget();
    return show("off", refused);
  } catch {
    await forget().catch(() => null);
    return show("off", away);
  }
}

async function turnOff() {
  const before = await subscription();
  if (before) {
    const refused = await tell("off", before.endpoint);
    if (refused) return show("on", refused);
  }
  await forget();
  return change("off");
}

async function begin() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    if (navigator.standalone === false) show("home");
    return;
  }
  const before = Notification.permission === "granted" ? await subscription() : null;
  show(before ? "on" : "off");
  // The team may have a new card, or the city have begun anew, since this phone was told.
  if (before && (await tell("on", before.endpoint))) show("off");
  box.querySelector("[data-turn-on]").addEventListener("click", turnOn);
  box.querySelector("[data-turn-off]").addEventListener("click", turnOff);
}

begin().catch(() => show(""));
