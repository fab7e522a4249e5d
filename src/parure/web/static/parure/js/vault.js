// What stays in this browser: drafts and the customers opened last, encrypted at rest with a key that cannot be read
// out, each with a last day. All of it goes at sign-out, and when somebody else signs in.
const NAME = "parure-vault";
const STORES = ["keys", "drafts", "customers"];
const HOUR = 3_600_000;

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => STORES.forEach((store) => asked.result.createObjectStore(store));
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(store, mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const deal = base.transaction(store, mode);
    const asked = act(deal.objectStore(store));
    deal.oncomplete = () => resolve(asked?.result);
    deal.onerror = deal.onabort = () => reject(deal.error);
  });
}

async function key() {
  const kept = await run("keys", "readonly", (store) => store.get("key"));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await run("keys", "readwrite", (store) => store.put(made, "key"));
  return made;
}

// Browsers without these (a page over plain http on another machine) keep nothing.
export const canKeep = Boolean(globalThis.isSecureContext && globalThis.indexedDB && globalThis.crypto?.subtle);

export async function put(store, name, value, hours) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify({ name, value }));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), text);
  const kept = { iv, sealed, at: Date.now(), until: Date.now() + hours * HOUR };
  await run(store, "readwrite", (place) => place.put(kept, place_of(name)));
}

// Names hold addresses of records: what stands in clear is a number made of them.
function place_of(name) {
  let hash = 5381;
  for (const character of name) hash = (hash * 33) ^ character.codePointAt(0);
  return hash >>> 0;
}

async function unsealed(kept) {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await key(), kept.sealed);
  return { ...JSON.parse(new TextDecoder().decode(text)), at: kept.at };
}

export async function get(store, name) {
  const kept = await run(store, "readonly", (place) => place.get(place_of(name)));
  if (!kept || kept.until < Date.now()) return null;
  const found = await unsealed(kept).catch(() => null);
  return found?.name === name ? found : null;
}

// The newest first; what has run out, and what is beyond `most`, is removed.
export async function all(store, most = 50) {
  const [keys, rows] = await Promise.all([
    run(store, "readonly", (place) => place.getAllKeys()),
    run(store, "readonly", (place) => place.getAll()),
  ]);
  const known = rows.map((row, place) => ({ row, id: keys[place] })).sort((a, b) => b.row.at - a.row.at);
  const fresh = known.filter(({ row }, place) => row.until > Date.now() && place < most);
  const old = known.filter((each) => !fresh.includes(each));
  if (old.length) await run(store, "readwrite", (place) => old.forEach(({ id }) => place.delete(id)));
  const found = await Promise.all(fresh.map(({ row }) => unsealed(row).catch(() => null)));
  return found.filter(Boolean);
}

export const remove = (store, name) => run(store, "readwrite", (place) => place.delete(place_of(name)));

export async function empty() {
  if (!globalThis.indexedDB) return;
  const base = await open().catch(() => null);
  base?.close();
  opened = undefined;
  await new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase(NAME);
    gone.onsuccess = gone.onerror = gone.onblocked = resolve;
  });
}

// Whoever signs in finds nothing of somebody else.
export async function belongsTo(person) {
  const kept = await run("keys", "readonly", (store) => store.get("person"));
  if (kept && kept !== person) await empty();
  if (kept !== person) await run("keys", "readwrite", (store) => store.put(person, "person"));
}
