// A page: its image beside its text. Words are edited, split, merged, deleted and added; lines go
// elsewhere in the reading order, blocks get another kind; unread ink is shown and can be read.

import { boxText, drawn, el, percent, readerName, show, tell } from "./parts.js";
import { get, post, saved, send } from "./talk.js";

const KINDS = ["paragraph", "heading", "list", "table", "header", "footer", "page-number", "footnote", "caption"];
const LEAST = 4; // px of a drawn box
const state = { groups: null, file: 0, number: 0, page: null, unread: [], chosen: null, box: null, saw: [] };

export async function open(groups, file, number) {
  state.groups = groups;
  const first = groups.pages[0];
  if (!first) return show("page", el("p", {}, "No page was read here."));
  state.file = Number(file ?? first.file);
  state.number = Number(number ?? first.pages[0]);
  state.unread = [];
  await reload();
  unread(place()).catch(() => {});
}

/** Frames around ink that no word covers. It takes a while: what is being typed stays as it is. */
async function unread(asked) {
  const found = await get("/api/unread", asked);
  if (asked.file !== state.file || asked.number !== state.number) return;
  state.unread = found.boxes;
  document.querySelector(".picture")?.replaceWith(picture());
}

const place = () => ({ file: state.file, number: state.number });

async function reload() {
  await saved();
  state.page = await get("/api/page", place());
  state.chosen = null;
  state.box = null;
  draw();
}

function draw() {
  show("page", picker(), el("div", { class: "spread" }, picture(), words()), el("section", { class: "panel", id: "panel" }, ...panel()), conflicts(), trail());
}

function picker() {
  const go = (file, number) => { location.hash = `page/${file}/${number}`; };
  const own = state.groups.pages.find((each) => each.file === state.file);
  const at = own ? own.pages.indexOf(state.number) : -1;
  return el("div", { class: "filters" }, el("h2", {}, `${state.page.name}, page ${state.number + 1}`),
    el("label", {}, "Document ", el("select", { onchange: (event) => {
      const chosen = state.groups.pages.find((each) => each.file === Number(event.target.value));
      go(chosen.file, chosen.pages[0]);
    } }, ...state.groups.pages.map((each) =>
      el("option", { value: each.file, selected: each.file === state.file }, `${each.name} (${each.pages.length})`)))),
    el("button", { type: "button", disabled: at <= 0, onclick: () => go(state.file, own.pages[at - 1]) }, "Page before"),
    el("button", { type: "button", disabled: !own || at + 1 >= own.pages.length, onclick: () => go(state.file, own.pages[at + 1]) }, "Page after"));
}

function shade(word) {
  if (word.origin === "human") return "human";
  if (word.flagged) return "flagged";
  const bounds = [0.75, 0.9, 0.97].filter((bound) => word.confidence >= bound);
  return `c${bounds.length}`;
}

function picture() {
  const { page } = state;
  const shapes = drawn("svg", { viewBox: `0 0 ${page.width} ${page.height}`, role: "img", "aria-label": "the page with its words" });
  shapes.append(drawn("image", { href: `/image?file=${state.file}&number=${state.number}`, width: page.width, height: page.height }));
  page.lines.forEach((line, i) => line.words.forEach((word, j) => {
    shapes.append(rectangle(word.box, `word ${shade(word)}${isChosen(i, j) ? " chosen" : ""}`, () => choose(i, j)));
  }));
  state.unread.forEach((box) => shapes.append(rectangle(box, "unread", () => chooseBox(box))));
  if (state.box) shapes.append(rectangle(state.box, "drawn", () => {}));
  drawing(shapes);
  return el("div", { class: "picture" }, shapes);
}

function rectangle([left, top, right, bottom], kind, act) {
  return drawn("rect", { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top), class: kind, onclick: act });
}

const isChosen = (i, j) => state.chosen && state.chosen.line === i && state.chosen.word === j;

/** A box drawn with mouse, pen or finger (finger: after "Draw a box"). */
function drawing(shapes) {
  let start = null;
  let shape = null;
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY);
    const { x, y } = point.matrixTransform(shapes.getScreenCTM().inverse());
    return [Math.min(Math.max(0, x), state.page.width), Math.min(Math.max(0, y), state.page.height)];
  };
  const sides = (from, to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
  shapes.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && !shapes.classList.contains("draws")) return;
    start = at(event);
  });
  shapes.addEventListener("pointermove", (event) => {
    if (!start) return;
    const box = sides(start, at(event));
    if (box[2] - box[0] < LEAST || box[3] - box[1] < LEAST) return;
    shape?.remove();
    shape = rectangle(box, "drawn", () => {});
    shapes.append(shape);
  });
  shapes.addEventListener("pointerup", (event) => {
    if (!start) return;
    const box = sides(start, at(event));
    start = null;
    if (box[2] - box[0] >= LEAST && box[3] - box[1] >= LEAST) chooseBox(box);
  });
}

function words() {
  const list = el("div", { class: "text" });
  state.page.lines.forEach((line, i) => {
    const parts = line.words.flatMap((word, j) => [el("button", {
      type: "button", class: `word ${shade(word)}${isChosen(i, j) ? " chosen" : ""}`, dir: "auto",
      onclick: () => choose(i, j), title: `${percent(word.confidence)}, ${word.reason}`,
    }, word.text), " "]);
    list.append(el("p", {}, ...parts));
  });
  if (!state.page.lines.length) list.append(el("p", {}, "No words were read on this page."));
  return list;
}

function choose(line, word) {
  state.chosen = { line, word };
  state.box = null;
  draw();
  document.getElementById("edited")?.focus();
}

function chooseBox(box) {
  state.chosen = null;
  state.saw = [];
  state.box = box;
  draw();
  document.getElementById("added")?.focus();
}

function panel() {
  if (state.box) return adding();
  if (state.chosen) return editing();
  return [el("h3", {}, "Nothing is chosen"),
    el("p", {}, "Choose a word to edit it, a dashed frame to read what no reader read, or draw a box around what is missing."),
    el("button", { type: "button", onclick: () => { document.querySelector(".picture svg").classList.add("draws"); tell("draw a box with your finger"); } }, "Draw a box with a finger")];
}

function adding() {
  const add = (event) => {
    event.preventDefault();
    const text = document.getElementById("added").value;
    if (text.trim()) say({ action: "text", box: state.box, before: "", after: text, saw: state.saw.slice(-10) });
  };
  const box = state.box;
  const read = async (llm) => {
    tell("reading");
    const { text, reader, why } = await post("/api/read", { ...place(), box, llm });
    if (state.box !== box) return; // another box was chosen meanwhile
    if (text) state.saw.push([reader, text]);
    document.getElementById("added").value = text;
    const found = text ? `${reader} ${reader === "the local readers" ? "have" : "has"} this; accept it or type better` : "nothing was read here";
    tell(why ? `${found} (${why})` : found, why ? "bad" : "");
  };
  const reading = (name, llm) => el("button", { type: "button", onclick: () => read(llm).catch((fault) => tell(fault.message, "bad")) }, name);
  return [el("h3", {}, "Words for this box"), el("form", { class: "typing", onsubmit: add },
    el("label", {}, "What stands there ", el("input", { id: "added", autocomplete: "off", autocapitalize: "off", spellcheck: "false" })),
    el("button", { type: "submit" }, "Add")),
  el("div", { class: "actions" },
    reading("Read it (local readers)", false),
    state.groups.llm ? reading(`Ask ${state.groups.llm}: sends this box`, true) : null,
    el("button", { type: "button", onclick: () => { state.box = null; draw(); } }, "Cancel"))];
}

function editing() {
  const { line, word } = state.chosen;
  const own = state.page.lines[line];
  const given = own.words[word];
  const next = own.words[word + 1];
  const store = (event) => {
    event.preventDefault();
    say({ action: "text", box: given.box, before: given.text, after: document.getElementById("edited").value, saw: given.readings });
  };
  const button = (name, act, disabled = false) => el("button", { type: "button", onclick: act, disabled }, name);
  const merge = () => say({ action: "text", box: around(given.box, next.box), before: `${given.text} ${next.text}`, after: given.text + next.text });
  return [el("h3", {}, `"${given.text}"`),
    el("p", {}, `${given.reason}; probably right: ${percent(given.confidence)}`),
    el("ul", { class: "readings" }, ...given.readings.map(([reader, text]) => el("li", {},
      el("button", { type: "button", onclick: () => { document.getElementById("edited").value = text; } }, el("span", { class: "text" }, text), el("span", { class: "who" }, ` ${readerName(reader)}`))))),
    el("form", { class: "typing", onsubmit: store },
      el("label", {}, "What stands there (a space splits) ", el("input", { id: "edited", value: given.text, autocomplete: "off", autocapitalize: "off", spellcheck: "false" })),
      el("button", { type: "submit" }, "Accept")),
    el("div", { class: "actions" },
      button("Merge with the next word", merge, !next),
      button("Delete", () => say({ action: "text", box: given.box, before: given.text, after: "" })),
      button("Line up", () => move(line, line - 1), line === 0),
      button("Line down", () => move(line, line + 2), line + 1 >= state.page.lines.length)),
    kind(line)];
}

function kind(line) {
  const block = state.page.blocks.find((each) => each.lines.includes(line));
  if (!block) return null;
  const change = (event) => say({ action: "kind", box: block.box, before: block.kind, after: event.target.value });
  return el("label", {}, "Its block is a ", el("select", { onchange: change },
    ...KINDS.map((name) => el("option", { value: name, selected: name === block.kind }, name))));
}

function move(from, to) {
  const line = state.page.lines[from];
  const target = state.page.lines[to];
  say({ action: "move", box: line.box, before: line.text, after: "", target: target ? target.box : null });
}

const around = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

function say(correction) {
  const said = { how: "page", saw: [], ...correction };
  send("/api/say", { ...place(), seen: state.page.seen, corrections: [said] },
    () => reload().then(() => tell("stored")), (fault) => {
      const by = fault.value?.by;
      tell(by ? `${by} was faster: there stands ${JSON.stringify(fault.value.found)} now` : fault.message, "bad");
      reload();
    });
}

function conflicts() {
  if (!state.page.conflicts.length) return null;
  return el("section", { class: "panel" }, el("h3", {}, "Corrections that do not fit what is read now"),
    el("ul", {}, ...state.page.conflicts.map((each) => el("li", {},
      `${each.who || "somebody"} had "${each.before}" as "${each.after}"; there stands "${each.found}" now `,
      each.found ? el("button", { type: "button", onclick: () => say({ action: "text", box: each.box, before: each.found, after: each.after }) }, `write "${each.after}"`) : null))));
}

function trail() {
  const list = el("ol", {});
  const load = async () => {
    const found = await get("/api/trail", place());
    list.replaceChildren(...found.trail.map((each) => el("li", {},
      `${new Date(1000 * each.at).toLocaleString()} ${each.who || "no name"}: ${each.action} "${each.before}" → "${each.after}"`,
      each.of ? ` (takes back ${each.of})` : "", each.saw.length ? `; saw ${each.saw.map(([who, text]) => `${text} (${who})`).join(", ")}` : "")));
  };
  return el("details", { class: "panel", ontoggle: () => load().catch((fault) => tell(fault.message, "bad")) }, el("summary", {}, "Who said what on this page"), list);
}

export async function key(event) {
  if (event.target.closest?.("input, select, button, summary, dialog")) return;
  if (event.key === "u") {
    await saved();
    const { undone } = await post("/api/undo");
    await reload();
    tell(undone ? `"${undone.after || undone.before}" taken back` : "there is nothing of yours to undo");
  }
}
