{% load static %}// Keeps the pages of the calendar that this phone has seen, and shows them without a network.
// It stands under /aktiviteter/ and reaches nothing else; a page of a colleague is never kept.
"use strict";
const PAGES = "aktiviteter-sider-1";
const PARTS = "aktiviteter-deler-1";
const MOST = 60;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(name, request, answer) {
  const kept = await caches.open(name);
  await kept.put(request, answer);
  const keys = await kept.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((old) => kept.delete(old)));
}

async function remembered(request) {
  const pages = await caches.open(PAGES);
  const found =
    (await (await caches.open(PARTS)).match(request)) ||
    (await pages.match(request)) ||
    (request.mode === "navigate" && (await pages.match(self.registration.scope)));
  if (!found) return Response.error();
  if (!(found.headers.get("Content-Type") || "").startsWith("text/html")) return found;
  const text = await found.text();
  return new Response(text.replace('data-kept="no" hidden', 'data-kept="yes"'), { headers: found.headers });
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const page = request.mode === "navigate" || (request.headers.get("Accept") || "").includes("text/html");
  const part = url.pathname.startsWith("{% get_static_prefix %}");
  if (!page && !part) return;
  event.respondWith(
    fetch(request)
      .then((answer) => {
        if (answer.ok && (part || answer.headers.get("Kominn-Keep") === "yes")) {
          event.waitUntil(keep(part ? PARTS : PAGES, request, answer.clone()));
        }
        return answer;
      })
      .catch(() => remembered(request)),
  );
});
