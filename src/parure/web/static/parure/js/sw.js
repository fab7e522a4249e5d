// Keeps the house's own style, script and one page for when there is no network. Pages of the house are never kept
// here: what may be read offline lies encrypted in the vault.
const CACHE = "parure-shell";
const OFFLINE = "/offline/";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => fetch(OFFLINE).then((page) => remember(cache, page)))
      .then(() => self.skipWaiting()),
  );
});

// The page and every style and script that it names.
async function remember(cache, page) {
  const text = await page.clone().text();
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  await cache.put(OFFLINE, page);
  await cache.addAll([...new Set(parts)]);
  await Promise.all(parts.filter((part) => part.endsWith(".js")).map((part) => modules(cache, part)));
}

// A module names the modules that it needs.
async function modules(cache, address) {
  const text = await (await cache.match(address)).text();
  for (const [, name] of text.matchAll(/from "(\.[^"]+)"/g)) {
    const wanted = new URL(name, new URL(address, self.location)).pathname;
    if (await cache.match(wanted)) continue;
    await cache.add(wanted);
    await modules(cache, wanted);
  }
}

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
