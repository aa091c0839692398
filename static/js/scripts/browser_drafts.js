// Keeps what is typed in this browser until mxadmin has it: one record for each open page, found by person and script.
// A write counts as done when it is on the disk, so that it survives a power cut.

const NAME = "mxadmin";
const STORE = "texts";
let opening = null;

function open() {
  opening ??= new Promise((opened, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore(STORE, { keyPath: ["user", "script", "tab"] });
    });
    request.addEventListener("error", () => failed(request.error));
    request.addEventListener("success", () => {
      request.result.addEventListener("versionchange", () => request.result.close());
      opened(request.result);
    });
  });
  return opening;
}

async function change(work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    transaction.addEventListener("complete", () => done());
    transaction.addEventListener("abort", () => failed(transaction.error));
    work(transaction.objectStore(STORE));
  });
}

/** Stores a record, found by its user, script and tab. Rejects where the browser stores nothing. */
export const keep = (record) => change((store) => store.put(record));
export const forget = ({ user, script, tab }) => change((store) => store.delete([user, script, tab]));

/** All records of this person and script, the newest first. */
export async function kept({ user, script }) {
  const database = await open();
  return new Promise((done, failed) => {
    const range = IDBKeyRange.bound([user, script], [user, script, []]);
    const request = database.transaction(STORE).objectStore(STORE).getAll(range);
    request.addEventListener("error", () => failed(request.error));
    request.addEventListener("success", () => done(request.result.toSorted((one, other) => other.at - one.at)));
  });
}

const lockOf = (tab) => `mxadmin-page-${tab}`;

/** Marks `tab` as an open page until the page is closed or the browser ends, even by a crash. */
export function live(tab) {
  navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
}

export async function isLive(tab) {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === lockOf(tab));
}
