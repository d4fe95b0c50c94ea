// The blind mode: a drawn word or line, and what the person reads there. No reading is shown.

import { boxText, el, figure, show, tell } from "./parts.js";
import { get, post, saved, send } from "./talk.js";

const state = { items: [], at: 0, left: 0 };

export async function open() {
  state.items = [];
  state.at = 0;
  await more();
  draw();
}

async function more() {
  const found = await get("/api/blind");
  const known = new Set(state.items.map((item) => item.id));
  state.items.push(...found.items.filter((item) => !known.has(item.id)));
  state.left = found.left;
}

function loaded(item) {
  if (item.loading) return item.loading;
  const { file, number, box } = item;
  item.loading = get("/api/context", { file, number, box: boxText(box) }).then(async (context) => {
    item.crop = context.crop;
    item.image = new Image();
    item.image.src = `/crop?file=${file}&number=${number}&box=${boxText(item.crop)}`;
    await item.image.decode().catch(() => {});
  });
  return item.loading;
}

async function draw() {
  let item = state.items[state.at];
  if (!item) {
    await saved();
    await more();
    item = state.items[state.at];
  }
  if (!item) {
    show("blind", el("section", { class: "card" }, el("h2", {}, "The sample is done"),
      el("p", {}, "Run recto certify again: it gives the certificate.")));
    return;
  }
  await loaded(item);
  if (state.items[state.at] !== item) return;
  for (const next of state.items.slice(state.at + 1, state.at + 6)) loaded(next).catch(() => {});
  show("blind", card(item));
  document.getElementById("read").focus();
}

function card(item) {
  const isLine = item.kind === "line";
  const question = isLine
    ? "Which words stand in the frame? Type all of the line."
    : "What stands in the frame? Leave it empty where nothing does.";
  return el("section", { class: "card", "aria-labelledby": "word" },
    el("h2", { id: "word" }, `${state.left.toLocaleString("en")} of the sample left`),
    figure(item.image, item.crop, item.box, isLine ? "a drawn line" : "a drawn word in its line"),
    el("form", { class: "typing", onsubmit: said },
      el("label", {}, `${question} `, el("input",
        { id: "read", autocomplete: "off", autocapitalize: "off", spellcheck: "false" })),
      el("button", { type: "submit" }, "Accept ", el("kbd", {}, "Enter"))),
    el("div", { class: "actions" }, el("button", { type: "button", onclick: back }, "Undo")),
    el("p", { class: "why" }, "What the readers have is not shown, so that nothing leads you."));
}

function said(event) {
  event.preventDefault();
  const item = state.items[state.at];
  performance.mark("key");
  send("/api/blind/say", { id: item.id, said: document.getElementById("read").value },
    (answer) => { if (!answer.stored) tell("somebody else had read it already"); });
  state.left -= 1;
  state.at += 1;
  draw();
}

const back = () => undo().catch((fault) => tell(fault.message, "bad"));

async function undo() {
  await saved();
  const { item } = await post("/api/blind/undo");
  if (!item) return tell("there is nothing of yours to undo");
  state.items = state.items.filter((each, place) => each.id !== item.id || place >= state.at);
  state.at = Math.min(state.at, state.items.length);
  state.items.splice(state.at, 0, item);
  state.left += 1;
  draw();
}
