// The views, the person's name, and keys that hold everywhere.

import * as blind from "./blind.js";
import * as page from "./page.js";
import * as queue from "./queue.js";
import { el, tell } from "./parts.js";
import { get, post, saved, status } from "./talk.js";

const at = (id) => document.getElementById(id);
let view = "";
let groups = null;
let routes = 0; // begun so far: only the last one goes on

async function start() {
  groups = await get("/api/start");
  at("folder").textContent = groups.folder;
  at("to-blind").hidden = !groups.blind;
  if (!at("name").value) at("name").value = groups.name;
  return groups;
}

async function route() {
  const own = ++routes;
  const [name, ...rest] = location.hash.slice(1).split("/");
  view = ["page", "blind"].includes(name) ? name : "queue";
  document.body.dataset.view = view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  tell("");
  at("main").replaceChildren(el("p", { class: "done" }, "loading")); // nothing old to tap on
  try {
    await start();
    if (own !== routes) return;
    if (view === "page") await page.open(groups, ...rest);
    else if (view === "blind") await blind.open();
    else await queue.open(groups);
    status();
  } catch (fault) {
    tell(fault.message, "bad");
  }
}

async function write() {
  await saved();
  tell("writing");
  try {
    const done = await post("/api/write");
    tell([`${done.paths.length} files written`, ...done.lost, ...done.notes].join("; "), done.lost.length ? "bad" : "");
  } catch (fault) {
    tell(fault.message, "bad");
  }
}

async function link() {
  const made = await post("/api/link");
  tell(`good once, on this machine: ${made.link}`);
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?" && !event.target.closest("input")) {
    at("keys").showModal();
    event.preventDefault();
    return;
  }
  if (view === "queue" && queue.key(event)) event.preventDefault();
  if (view === "page") page.key(event).catch((fault) => tell(fault.message, "bad"));
});
at("help").addEventListener("click", () => at("keys").showModal());
at("write").addEventListener("click", write);
at("link").addEventListener("click", () => link().catch((fault) => tell(fault.message, "bad")));
at("name").addEventListener("change", async (event) => {
  const { name } = await post("/api/name", { name: event.target.value });
  event.target.value = name;
  tell(name ? `what you say is kept under the name ${name}` : "what you say is kept without a name");
});
window.addEventListener("hashchange", route);
route();
