// Requests, and corrections on their way: a correction is kept until the server has said that it is
// on the disk, and is sent again after a break.

import { tell } from "./parts.js";

const WAIT = 1500; // ms between two tries
const BUSY = 503; // the ledger is held by somebody else, or its disk is full
const waiting = [];
let busy = false;

export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== undefined);
  const text = new URLSearchParams(given).toString();
  return answerOf(await fetch(text ? `${path}?${text}` : path));
}

export async function post(path, value = {}) {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await fetch(path, { method: "POST", headers, body: JSON.stringify(value) }));
}

async function answerOf(response) {
  const isJson = (response.headers.get("content-type") || "").includes("json");
  const value = isJson ? await response.json() : { error: await response.text() };
  if (response.ok) return value;
  const fault = new Error(value.error);
  fault.status = response.status;
  fault.value = value;
  throw fault;
}

/** Sends values one after the other; `refused` hears of a value that cannot be stored. */
export function send(path, value, stored, refused) {
  waiting.push({ path, value, stored, refused });
  status();
  if (!busy) work();
}

async function work() {
  busy = true;
  while (waiting.length) {
    const next = waiting[0];
    try {
      const answer = await post(next.path, next.value);
      waiting.shift();
      next.stored?.(answer);
    } catch (fault) {
      if (fault.status === undefined || fault.status === BUSY) { // nobody there: again
        status(`not saved yet: ${fault.status ? fault.message : "Recto does not answer"}`);
        await new Promise((done) => setTimeout(done, WAIT));
        continue;
      }
      waiting.shift();
      if (next.refused) next.refused(fault);
      else tell(fault.message, "bad");
    }
    status();
  }
  busy = false;
}

/** Resolves when everything is on the disk. */
export async function saved() {
  while (waiting.length) await new Promise((done) => setTimeout(done, 20));
}

export function status(text = "") {
  const place = document.getElementById("status");
  const left = waiting.length ? `saving ${waiting.length}` : "all saved";
  place.textContent = text ? `${text} (${waiting.length})` : left;
  place.className = text ? "bad" : "";
}

window.addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
