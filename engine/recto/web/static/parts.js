// Pieces of the page. Text from pages, readers and people is only ever set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with its properties and what stands in it. */
export function el(name, given = {}, ...parts) {
  const made = document.createElement(name);
  return filled(made, given, parts);
}

/** The same for drawings. */
export function drawn(name, given = {}, ...parts) {
  const made = document.createElementNS(SVG, name);
  return filled(made, given, parts);
}

function filled(made, given, parts) {
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...parts.filter((part) => part !== null && part !== undefined));
  return made;
}

/** Says something to eyes and screen readers alike. */
export function tell(text, kind = "") {
  const place = document.getElementById("said");
  place.className = kind;
  place.textContent = text;
}

export function show(view, ...parts) {
  if (document.body.dataset.view !== view) return; // an answer that came after the person left
  document.getElementById("main").replaceChildren(...parts.filter(Boolean));
}

export const boxText = (box) => box.map((side) => Math.round(side * 100) / 100).join(",");

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** A piece of a page with a frame around a box; `image` is an <img> that may be loaded already. */
export function figure(image, crop, box, label) {
  const [left, top, right, bottom] = crop;
  const frame = drawn("svg", {
    viewBox: `${left} ${top} ${right - left} ${bottom - top}`, "aria-hidden": "true",
  });
  const margin = Math.max(2, (box[3] - box[1]) * 0.12);
  frame.append(drawn("rect", {
    x: box[0] - margin, y: box[1] - margin, rx: margin,
    width: box[2] - box[0] + 2 * margin, height: box[3] - box[1] + 2 * margin,
  }));
  image.alt = label;
  return el("figure", { class: "crop" }, image, frame);
}

const READERS = new Map([["tesseract", "Tesseract"], ["ppocr", "PP-OCR"], ["froc", "FROC"],
  ["multiscript", "reader of many scripts"], ["script-model", "model of the script"], ["llm", "LLM"]]);

/** A reader as people call it; the data keep its code. */
export const readerName = (code) => READERS.get(code) ?? code;

/** Readings by text: what is printed first, each with everybody who has it. */
export function choices(item) {
  const byText = new Map([[item.text, ["printed"]]]);
  for (const [reader, text] of item.readings) {
    if (!text) continue;
    if (!byText.has(text)) byText.set(text, []);
    byText.get(text).push(reader);
  }
  return [...byText].map(([text, readers]) => ({ text, readers }));
}
