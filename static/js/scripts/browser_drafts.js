// What is typed, kept in this browser until mxadmin has it: a record for each open page, found by its person and script
// only. A write is told as done when it is on the disk, so that it outlives a power cut.

const NAME = "mxadmin";
const STORE = "texts";
let opening = null;

function open() {
  opening ??= new Promise((opened, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["user", "script", "tab"] });
    request.onerror = () => failed(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      opened(request.result);
    };
  });
  return opening;
}

async function change(work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => done();
    transaction.onabort = () => failed(transaction.error);
    work(transaction.objectStore(STORE));
  });
}

/** `record` has user, script, tab and whatever is to be kept. Rejects where the browser keeps nothing. */
export const keep = (record) => change((store) => store.put(record));
export const forget = ({ user, script, tab }) => change((store) => store.delete([user, script, tab]));

/** All records of that person and script, the newest first. */
export async function kept({ user, script }) {
  const database = await open();
  return new Promise((done, failed) => {
    const range = IDBKeyRange.bound([user, script], [user, script, []]);
    const request = database.transaction(STORE).objectStore(STORE).getAll(range);
    request.onerror = () => failed(request.error);
    request.onsuccess = () => done(request.result.sort((one, other) => other.at - one.at));
  });
}

const lockOf = (tab) => `mxadmin-page-${tab}`;

/** From now on this page is the one that `tab` names, until it is closed or the browser ends, however. */
export function live(tab) {
  navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
}

export async function isLive(tab) {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === lockOf(tab));
}
