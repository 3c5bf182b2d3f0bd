// Asks the browser to keep the calendar for a day without a network. Without this all else works.
"use strict";
if ("serviceWorker" in navigator) {
  const place = document.querySelector("meta[name=kominn-worker]");
  if (place) navigator.serviceWorker.register(place.content);
}
