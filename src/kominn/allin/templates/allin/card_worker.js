{% load static %}// Says on the phone that there is news on a team's card. What comes from outside is empty: the words
// stand here and name nothing. It is registered for one card, keeps no page and answers no request.
"use strict";
self.addEventListener("install", () => self.skipWaiting());

// A browser takes push away from a worker that shows nothing.
self.addEventListener("push", (event) =>
  event.waitUntil(
    self.registration.showNotification("{{ words|escapejs }}", {
      tag: "kort",
      lang: "{{ page.language }}",
      dir: "{{ page.direction }}",
      icon: "{% static "core/icon.svg" %}",
    }),
  ),
);

// The card's address is known to this phone alone: it is what the worker was registered for.
async function open() {
  const card = self.registration.scope;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((one) => one.url === card);
  if (!shown) return self.clients.openWindow(card);
  await shown.focus();
  return shown.navigate(card).catch(() => null);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

// Some browsers change a phone's address now and then.
async function moved(before, now) {
  const made = now || (before && (await self.registration.pushManager.subscribe(before.options)));
  const tell = (go, endpoint) =>
    fetch(`${self.registration.scope}varsel/`, { method: "POST", body: new URLSearchParams({ go, endpoint }) });
  if (before) await tell("off", before.endpoint);
  if (made) await tell("on", made.endpoint);
}

self.addEventListener("pushsubscriptionchange", (event) =>
  event.waitUntil(moved(event.oldSubscription, event.newSubscription)),
);
