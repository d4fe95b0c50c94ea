"use strict";
// Words are spans with data; the panel shows the current one. Only textContent is written, never markup.
const words = [...document.querySelectorAll(".w")];
const panel = document.getElementById("word");
const limit = document.getElementById("limit");
const list = document.getElementById("list");
const MOST_LISTED = 1000; // entries of the list: a browser stays quick
const STEP = 1.4; // of the picture's size
const ORIGINS = {
  agreed: "readers that agree",
  tesseract: "Tesseract",
  ppocr: "the second local reader (PP-OCR)",
  llm: "the vision LLM",
  "text-layer": "the PDF's own text",
  human: "a person",
};
let current = -1;
let zoom = 1;
let toCheck = []; // indices of words, in the order of the text

function rectOf(word) { return document.getElementById("r" + word.id.slice(1)); }

function line(list, name, value) {
  const term = document.createElement("dt");
  const detail = document.createElement("dd");
  term.textContent = name;
  detail.textContent = value;
  list.append(term, detail);
}

// What the code of a reason means, with the code for those who search for it.
function reasonOf(word) {
  const code = word.dataset.reason;
  const sentence = JSON.parse(word.closest("section").dataset.sentences)[code];
  return sentence && sentence !== code ? sentence + " (" + code + ")" : code;
}

function drawn(name, attributes) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return shape;
}

// The word on the page's own picture, with some of what stands around it.
function cutOut(rect) {
  const { x, y, width, height } = rect.getBBox();
  const side = Math.min(width, height);
  const sheet = rect.ownerSVGElement.viewBox.baseVal; // beside the page there is nothing to see
  const left = Math.max(0, x - 2 * side), top = Math.max(0, y - 0.7 * side);
  const right = Math.min(sheet.width, x + width + 2 * side), bottom = Math.min(sheet.height, y + height + 0.7 * side);
  const box = [left, top, right - left, bottom - top];
  const cut = drawn("svg", { viewBox: box.join(" "), role: "img", "aria-label": "The word on the page" });
  cut.append(drawn("use", { href: "#" + rect.ownerSVGElement.querySelector("image").id }));
  cut.append(drawn("rect", { x, y, width, height, class: "current" }));
  return cut;
}

function show(index) {
  if (index < 0 || index >= words.length || index === current) return;
  if (current >= 0) {
    words[current].classList.remove("current");
    words[current].tabIndex = -1;
    rectOf(words[current])?.classList.remove("current");
  }
  current = index;
  const word = words[index];
  word.classList.add("current");
  word.tabIndex = 0;
  rectOf(word)?.classList.add("current");
  const title = document.createElement("h2");
  title.textContent = word.textContent;
  const list = document.createElement("dl");
  line(list, "Confidence", word.dataset.confidence + " %" + (word.classList.contains("check") ? ", please check" : ""));
  line(list, "Taken from", ORIGINS[word.dataset.origin] || word.dataset.origin);
  line(list, "Reason", reasonOf(word));
  if (word.dataset.agreement) line(list, "Agreement", word.dataset.agreement + " %");
  for (const [reader, text] of JSON.parse(word.dataset.readings)) line(list, reader, text);
  const facts = document.createElement("div");
  facts.append(title, list);
  const rect = rectOf(word);
  panel.replaceChildren(...(rect ? [cutOut(rect)] : []), facts);
  count();
}

// Flagged by Recto, or less sure than the reader of the report wants.
function choose() {
  const least = Number(limit.value) || 0;
  toCheck = [];
  words.forEach((word, index) => {
    const check = word.classList.contains("flagged") || Number(word.dataset.confidence) < least;
    word.classList.toggle("check", check);
    rectOf(word)?.classList.toggle("check", check);
    if (check) toCheck.push(index);
  });
  count();
  if (!list.hidden) fill();
}

// "3 of 14"; how many there are where the word shown is none of them.
function count() {
  const place = toCheck.indexOf(current);
  const all = toCheck.length;
  document.getElementById("count").textContent =
    place >= 0 ? place + 1 + " of " + all : all + " to check";
}

function fill() {
  const entries = toCheck.slice(0, MOST_LISTED).map((index) => {
    const entry = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words[index].textContent + ", " + words[index].dataset.confidence + " %";
    button.addEventListener("click", () => go(index));
    entry.append(button);
    return entry;
  });
  list.replaceChildren(...entries);
}

function toggleList() {
  list.hidden = !list.hidden;
  document.getElementById("all").setAttribute("aria-expanded", String(!list.hidden));
  if (!list.hidden) fill();
}

function enlarge(factor) {
  zoom = factor ? Math.min(8, Math.max(1, zoom * factor)) : 1;
  document.querySelectorAll(".picture").forEach((picture) => {
    picture.classList.toggle("zoomed", zoom > 1);
    picture.firstElementChild.style.width = 100 * zoom + "%";
  });
  if (current >= 0) bring(words[current]);
}

// The word into the middle of an enlarged picture.
function bring(word) {
  const rect = rectOf(word);
  if (!rect) return;
  const picture = rect.closest(".picture");
  const frame = picture.getBoundingClientRect(), place = rect.getBoundingClientRect();
  picture.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
  picture.scrollTop += place.top + place.height / 2 - frame.top - frame.height / 2;
}

function go(index) {
  if (index < 0 || index >= words.length) return;
  show(index);
  words[index].focus({ preventScroll: true });
  words[index].scrollIntoView({ block: "center" });
  bring(words[index]);
}

// From the last one on to the first, and back.
function flagged(step) {
  if (!toCheck.length) return;
  const next = step > 0 ? toCheck.find((i) => i > current) : toCheck.findLast((i) => i < current);
  go(next ?? toCheck.at(step > 0 ? 0 : -1));
}

function otherLine(step) {
  const here = words[current]?.dataset.line;
  for (let i = current + step; i >= 0 && i < words.length; i += step)
    if (words[i].dataset.line !== here) return go(i);
}

const keys = {
  ArrowRight: () => go(current + 1),
  ArrowLeft: () => go(current - 1),
  ArrowDown: () => otherLine(1),
  ArrowUp: () => otherLine(-1),
  Home: () => go(0),
  End: () => go(words.length - 1),
  n: () => flagged(1),
  p: () => flagged(-1),
  "+": () => enlarge(STEP),
  "-": () => enlarge(1 / STEP),
  0: () => enlarge(0),
};

words.forEach((word, index) => {
  word.addEventListener("mouseenter", () => show(index));
  word.addEventListener("focus", () => show(index));
  const rect = rectOf(word);
  rect?.addEventListener("mouseenter", () => show(index));
  rect?.addEventListener("click", () => go(index));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
  if (event.target === limit) return;
  if (event.key.length > 1 && !event.target.classList.contains("w")) return;
  event.preventDefault();
  keys[event.key]();
});
document.getElementById("next").addEventListener("click", () => flagged(1));
document.getElementById("previous").addEventListener("click", () => flagged(-1));
document.getElementById("larger").addEventListener("click", () => enlarge(STEP));
document.getElementById("smaller").addEventListener("click", () => enlarge(1 / STEP));
document.getElementById("fit").addEventListener("click", () => enlarge(0));
document.getElementById("all").addEventListener("click", toggleList);
limit.addEventListener("input", choose);
choose();
if (words.length) words[0].tabIndex = 0;
