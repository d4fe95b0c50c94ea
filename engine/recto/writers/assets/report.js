"use strict";
// Words are spans with data; the panel shows the current one. Only textContent is written, never markup.
const words = [...document.querySelectorAll(".w")];
const panel = document.querySelector("aside");
let current = -1;

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
  const box = [x - 2 * side, y - 0.7 * side, width + 4 * side, height + 1.4 * side];
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
  line(list, "Confidence", word.dataset.confidence + " %" + (word.classList.contains("flagged") ? ", please check" : ""));
  line(list, "Taken from", word.dataset.origin);
  line(list, "Reason", reasonOf(word));
  if (word.dataset.agreement) line(list, "Agreement", word.dataset.agreement + " %");
  for (const [reader, text] of JSON.parse(word.dataset.readings)) line(list, reader, text);
  const facts = document.createElement("div");
  facts.append(title, list);
  const rect = rectOf(word);
  panel.replaceChildren(...(rect ? [cutOut(rect)] : []), facts);
}

function go(index) {
  if (index < 0 || index >= words.length) return;
  show(index);
  words[index].focus({ preventScroll: true });
  words[index].scrollIntoView({ block: "center" });
}

function flagged(step) {
  for (let i = current + step; i >= 0 && i < words.length; i += step)
    if (words[i].classList.contains("flagged")) return go(i);
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
  if (event.key.length > 1 && !event.target.classList.contains("w")) return;
  event.preventDefault();
  keys[event.key]();
});
document.getElementById("next").addEventListener("click", () => flagged(1));
document.getElementById("previous").addEventListener("click", () => flagged(-1));
if (words.length) words[0].tabIndex = 0;
