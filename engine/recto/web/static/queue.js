// The queue: one doubtful word after the other, its crop before the person presses a key.

import { boxText, choices, el, figure, percent, readerName, show, tell } from "./parts.js";
import { get, post, saved, send } from "./talk.js";

const AHEAD = 6; // words whose crops are loaded before they are wanted
const LOW = 10; // words left in the list when more are asked for
const state = { items: [], at: 0, ask: { order: "gain" }, left: 0, zoom: false, groups: null, asking: null, draft: null };

export async function open(groups) {
  const items = [];
  Object.assign(state, { groups, items, at: 0 });
  await more();
  if (state.items === items) draw(); // else it was opened again meanwhile
}

async function more() {
  if (state.asking) return state.asking;
  state.asking = get("/api/items", { ...state.ask, limit: 40 });
  try {
    const found = await state.asking;
    const known = new Set(state.items.slice(state.at).map((item) => item.id));
    for (const item of state.items) if (item.said !== undefined) known.add(item.id);
    state.items.push(...found.items.filter((item) => !known.has(item.id)));
    state.left = found.left;
  } finally {
    state.asking = null;
  }
}

/** The crop and the lines around a word, asked for once. */
function loaded(item) {
  if (item.loading) return item.loading;
  const { file, number, box } = item;
  item.loading = get("/api/context", { file, number, box: boxText(box) }).then(async (context) => {
    const image = new Image();
    image.src = `/crop?file=${file}&number=${number}&box=${boxText(context.crop)}`;
    item.context = context;
    item.image = image;
    await image.decode().catch(() => {});
    return item;
  });
  return item.loading;
}

function ahead() {
  for (const item of state.items.slice(state.at, state.at + AHEAD)) loaded(item).catch(() => {});
  if (state.items.length - state.at < LOW) more().catch((fault) => tell(fault.message, "bad"));
}

async function draw() {
  const item = state.items[state.at];
  if (!item) {
    await saved();
    await more();
    if (state.items[state.at]) return draw();
    show("queue", filters(), el("section", { class: "card" }, el("h2", {}, "Nothing left here"),
      el("p", {}, "No doubtful word waits in this part of the queue.")));
    return;
  }
  const ready = Boolean(item.image && item.image.complete);
  show("queue", filters(), card(item));
  ahead();
  if (ready) {
    performance.mark("crop-shown");
    return;
  }
  try {
    await loaded(item);
  } catch (fault) {
    item.fault = fault.message;
  }
  if (state.items[state.at] === item) {
    // The rest of the card stays: a tap that has begun on it must find it.
    document.querySelector(".card .crop")?.replaceWith(picture(item));
    document.querySelector(".card .lines")?.replaceWith(lines(item));
    sayHowSure(item);
    performance.mark("crop-shown");
  }
}

const field = () => document.getElementById("typed");

function filters() {
  const { groups, ask } = state;
  const change = (key) => (event) => {
    const input = event.target;
    ask[key] = input.type === "checkbox" ? (input.checked ? "1" : "") : input.value;
    state.draft = null;
    open(groups);
  };
  const select = (key, title, options) => el("label", {}, `${title} `, el("select",
    { onchange: change(key), "data-key": key },
    ...options.map(([value, name]) =>
      el("option", { value, selected: String(ask[key] ?? "") === String(value) }, name))));
  const counted = (list) => list.map((each) => [each.key, `${each.name} (${each.count})`]);
  const orders = [["gain", "most errors a second first"], ["page", "page by page"], ["random", "random sample"]];
  return el("details", { class: "filters", open: window.innerWidth > 700 },
    el("summary", {}, `${state.left.toLocaleString("en")} words wait`),
    el("div", {},
      select("order", "Order", orders),
      select("file", "Document", [["", "all"], ...counted(groups.files)]),
      select("reason", "Reason", [["", "all"], ...counted(groups.reasons)]),
      select("text", "Text", [["", "all"], ...counted(groups.texts)]),
      el("label", {}, "against ", el("input", { size: 6, value: ask.against ?? "", onchange: change("against") })),
      el("label", {}, el("input", { type: "checkbox", checked: ask.digits === "1", onchange: change("digits") }), " numbers only")));
}

function picture(item) {
  if (!item.image || !item.context) return el("p", { class: "crop waiting" }, item.fault ?? "loading the picture");
  return figure(item.image, item.context.crop, item.box, `the word in its line, read as ${item.text}`);
}

function card(item) {
  return el("section", { class: state.zoom ? "card zoom" : "card", "aria-labelledby": "word" },
    el("h2", { id: "word" }, `${item.source}, page ${item.number + 1}`),
    picture(item), lines(item),
    el("p", { class: "why" }, `${item.reason}; probably right: ${percent(item.confidence)}`),
    readings(item),
    el("form", { class: "typing", onsubmit: (event) => { event.preventDefault(); accept(field().value); } },
      el("label", {}, "What stands there ", el("input",
        { id: "typed", value: item.said ?? item.text, autocomplete: "off", autocapitalize: "off", spellcheck: "false" })),
      el("button", { type: "submit" }, "Accept ", el("kbd", {}, "Enter"))),
    el("div", { class: "actions" },
      action("Skip", "Space", skip), action("Undo", "U", undo), action("Previous", "P", () => go(-1)),
      action("Next", "N", () => go(1)), action("All alike", "A", alike), action("Larger", "Z", zoom),
      action("Page", "O", openPage)),
    item.said === undefined ? null : el("p", { class: "done" }, `you said: ${item.said || "nothing stands there"}`));
}

function action(name, key, act) {
  return el("button", { type: "button", onclick: act }, `${name} `, el("kbd", {}, key));
}

function lines(item) {
  if (!item.context) return el("div", { class: "lines" });
  const [before, own, behind] = item.context.lines;
  const words = own.map((text, place) => place === item.context.at ? el("mark", {}, text) : text);
  const parted = words.flatMap((word) => [word, " "]);
  return el("div", { class: "lines" }, el("p", {}, before.join(" ")), el("p", { class: "own" }, ...parted),
    el("p", {}, behind.join(" ")));
}

function readers(item, names) {
  const sure = item.context?.sure ?? {};
  const said = (name) => name in sure ? `${readerName(name)} ${Math.round(100 * sure[name])} %` : readerName(name);
  return names.map(said).join(", ");
}

function sayHowSure(item) {
  const shown = choices(item);
  document.querySelectorAll(".card .readings .who").forEach((who, place) => {
    who.textContent = ` ${readers(item, shown[place].readers)}`;
  });
}

function readings(item) {
  return el("ol", { class: "readings" }, ...choices(item).slice(0, 4).map((choice, place) =>
    el("li", {}, el("button", { type: "button", onclick: () => accept(choice.text) },
      el("kbd", {}, String(place + 1)), " ", el("span", { class: "text", dir: "auto" }, choice.text),
      el("span", { class: "who" }, ` ${readers(item, choice.readers)}`)))));
}

function accept(text) {
  const item = state.items[state.at];
  if (!item) return;
  performance.mark("key");
  const after = text.trim().split(/\s+/).join(" ");
  const before = item.said ?? item.text;
  const saw = choices(item).map((choice) => [choice.readers.join(", "), choice.text]);
  const said = { action: "text", box: item.box, before, after, saw, how: "review" };
  const { file, number, seen } = item;
  item.said = after;
  send("/api/say", { file, number, seen, corrections: [said] },
    (answer) => { item.seen = answer.last; }, (fault) => conflict(item, fault));
  state.left = Math.max(0, state.left - 1);
  go(1);
}

function conflict(item, fault) {
  const found = fault.value?.found;
  tell(fault.value?.by
    ? `${fault.value.by} was faster: there stands ${JSON.stringify(found)} now`
    : `${fault.message}${found ? `: there stands ${JSON.stringify(found)}` : ""}`, "bad");
  item.said = undefined;
}

function go(step) {
  const next = state.at + step;
  if (next < 0) return tell("this is the first one");
  state.at = Math.min(next, state.items.length);
  if (step > 0) tell("");
  draw();
}

function skip() {
  const item = state.items[state.at];
  if (!item) return;
  send("/api/skip", { id: item.id });
  go(1);
}

async function undo() {
  await saved();
  const { undone, item } = await post("/api/undo");
  if (!undone) return tell("there is nothing of yours to undo");
  const text = undone.action === "text" ? `"${undone.after}" taken back` : `${undone.action} taken back`;
  if (item) {
    const old = state.items.findIndex((each) =>
      each.file === item.file && each.number === item.number && boxText(each.box) === boxText(item.box));
    if (old >= 0) {
      state.items.splice(old, 1);
      if (old < state.at) state.at -= 1;
    }
    state.items.splice(state.at, 0, item);
    state.left += 1;
  }
  tell(text); // before the crop is there: the next undo may speak meanwhile
  await draw();
}

async function alike() {
  const item = state.items[state.at];
  if (!item) return;
  await saved();
  const after = field().value.trim();
  const found = await get("/api/alike", { id: item.id });
  const dialog = el("dialog", { class: "alike", "aria-labelledby": "alike" });
  const rows = found.items.slice(0, 60).map((each) => {
    const picture = el("span", { class: "waiting" }, "loading");
    loaded(each).then(() => picture.replaceWith(figure(each.image, each.context.crop, each.box, `read as ${each.text}`)))
      .catch((fault) => { picture.textContent = fault.message; });
    return el("li", {}, el("label", {}, el("input", { type: "checkbox", checked: true, value: each.id }),
      ` ${each.source}, page ${each.number + 1}`), picture);
  });
  const close = () => { dialog.close(); dialog.remove(); };
  const all = async () => {
    const ids = [...dialog.querySelectorAll("input:checked")].map((box) => Number(box.value));
    close();
    const { done, missed } = await post("/api/say-alike", { ids, after });
    tell(`${done} places say "${after}"${missed ? `; ${missed} had changed` : ""}`);
    state.items = state.items.filter((each) => !ids.includes(each.id));
    state.left = Math.max(0, state.left - done);
    draw();
  };
  dialog.append(el("h2", { id: "alike" }, `${found.items.length === 1 ? "1 place" : `${found.items.length} places`} with the same readings and neighbours`),
    el("p", {}, `All that are ticked will say "${after}".`), el("ul", {}, ...rows),
    el("div", { class: "actions" }, el("button", { type: "button", onclick: all }, "Accept for all that are ticked"),
      el("button", { type: "button", onclick: close }, "Close")));
  dialog.addEventListener("cancel", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function zoom() {
  state.zoom = !state.zoom;
  document.querySelector(".card")?.classList.toggle("zoom", state.zoom);
}

function openPage() {
  const item = state.items[state.at];
  if (item) location.hash = `page/${item.file}/${item.number}`;
}

const ACTS = { u: undo, n: () => go(1), p: () => go(-1), z: zoom, a: alike, o: openPage, " ": skip };

/** One key; whether it was for us. */
export function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const typing = event.target.id === "typed";
  if (typing) {
    if (event.key === "Escape") { event.target.blur(); return true; }
    return false; // Enter sends the form
  }
  if (event.target.closest?.("select, input, textarea, summary, dialog")) return false;
  const item = state.items[state.at];
  if (event.key === "Enter" && event.target.closest?.("button, a")) return false;
  if (event.key === "Enter") { if (item) accept(field().value); return true; }
  if (/^[1-4]$/.test(event.key)) {
    const choice = item && choices(item)[Number(event.key) - 1];
    if (choice) accept(choice.text);
    return true;
  }
  if (event.key === "e") { field()?.focus(); field()?.select(); return true; }
  const act = ACTS[event.key];
  if (act) { Promise.resolve(act()).catch((fault) => tell(fault.message, "bad")); return true; }
  if (event.key.length === 1 && field()) {
    field().value = event.key;
    field().focus();
    return true;
  }
  return false;
}
