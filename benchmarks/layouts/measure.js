// Run in the page once it is set: every block with its lines and words, in CSS px.
// Blocks of which a line is cut by the page or by a frame are hidden and left out; so are lines that lie
// outside. A block that goes on in another column or tier is so many fragments.
() => {
  const page = document.getElementById('page').getBoundingClientRect();
  const unspaced = /[\u3040-\u30ff\u3400-\u9fff]/;

  const inside = (box, frame) =>
    box[0] >= frame.left - 2 && box[2] <= frame.right + 2 &&
    box[1] >= frame.top - 2 && box[3] <= frame.bottom + 2;
  const outside = (box, frame) =>
    box[2] <= frame.left + 1 || box[0] >= frame.right - 1 ||
    box[3] <= frame.top + 1 || box[1] >= frame.bottom - 1;
  const joined = (a, b) => a === null ? b :
    [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

  const characters = (element) => {
    const found = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let at = 0;
      for (const sign of node.data) {
        range.setStart(node, at);
        range.setEnd(node, at + sign.length);
        at += sign.length;
        const rect = range.getClientRects()[0];
        const box = rect ? [rect.left, rect.top, rect.right, rect.bottom] : null;
        found.push({ sign, box });
      }
    }
    return found;
  };

  const linesOf = (element) => {
    const style = getComputedStyle(element);
    const vertical = style.writingMode.startsWith('vertical');
    const size = parseFloat(style.fontSize);
    const middle = (box) => vertical ? (box[0] + box[2]) / 2 : (box[1] + box[3]) / 2;
    const lines = [];
    let line = null, word = null;
    const endWord = () => { if (word && word.text) line.words.push(word); word = null; };
    for (const { sign, box } of characters(element)) {
      if (sign === '\u00ad') {
        if (box && (vertical ? box[3] - box[1] : box[2] - box[0]) > 0.5 && word) {
          word.text += '-'; line.text += '-'; word.box = joined(word.box, box);
        }
        continue;
      }
      if (/\s/.test(sign)) {
        if (line) { endWord(); line.text += ' '; }
        continue;
      }
      if (!box || box[2] - box[0] < 0.01 && box[3] - box[1] < 0.01) continue;
      if (line === null || Math.abs(middle(box) - line.at) > 0.55 * size) {
        if (line) endWord();
        line = { at: middle(box), text: '', words: [], vertical };
        lines.push(line);
      }
      if (unspaced.test(sign)) { endWord(); }
      if (!word) word = { text: '', box: null };
      word.text += sign;
      line.text += sign;
      word.box = joined(word.box, box);
      if (unspaced.test(sign)) endWord();
    }
    if (line) endWord();
    return lines.filter((each) => each.words.length);
  };

  const fragments = (lines, size) => {
    const found = [];
    let last = null;
    for (const line of lines) {
      const ahead = last === null ? 0 : (line.vertical ? last.at - line.at : line.at - last.at);
      if (last === null || ahead < -0.5 * size) found.push([]);
      found[found.length - 1].push(line);
      last = line;
    }
    return found;
  };

  const framesOf = (element) => {
    const found = [page];
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (at.classList.contains('frame')) found.push(at.getBoundingClientRect());
    }
    return found;
  };

  const blocks = [];
  for (const element of document.querySelectorAll('[data-block]')) {
    const frames = framesOf(element);
    const size = parseFloat(getComputedStyle(element).fontSize);
    const all = linesOf(element);
    for (const line of all) {
      line.box = line.words.reduce((box, word) => joined(box, word.box), null);
    }
    const shown = all.filter((line) => frames.every((frame) => inside(line.box, frame)));
    const gone = all.filter((line) => frames.some((frame) => outside(line.box, frame)));
    if (shown.length + gone.length < all.length) {
      element.style.visibility = 'hidden';
      continue;
    }
    fragments(shown, size).forEach((lines, part) => blocks.push({
      block: Number(element.dataset.block), part, kind: element.dataset.kind,
      flow: element.dataset.flow, vertical: lines[0].vertical,
      lines: lines.map((line) => ({
        box: line.box, text: line.text.trim().replace(/ +/g, ' '), words: line.words,
      })),
    }));
  }
  // strokes: borders of elements and the rules between columns, each [x0, y0, x1, y1]
  const strokes = [];
  const solid = (style, side) => !['none', 'hidden', 'dotted'].includes(style[`border${side}Style`])
    && parseFloat(style[`border${side}Width`]) > 0;
  for (const element of document.querySelectorAll('#page *')) {
    const style = getComputedStyle(element);
    if (style.visibility === 'hidden') continue;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (solid(style, 'Top')) strokes.push([left, top, right, top]);
    if (solid(style, 'Bottom')) strokes.push([left, bottom, right, bottom]);
    if (solid(style, 'Left')) strokes.push([left, top, left, bottom]);
    if (solid(style, 'Right')) strokes.push([right, top, right, bottom]);
    const count = parseInt(style.columnCount, 10);
    if (count > 1 && style.columnRuleStyle === 'solid') {
      const gap = parseFloat(style.columnGap);
      const upright = style.writingMode.startsWith('horizontal');
      const long = upright ? right - left : bottom - top;
      const width = (long - gap * (count - 1)) / count;
      for (let column = 1; column < count; column += 1) {
        const at = column * (width + gap) - gap / 2;
        strokes.push(upright ? [left + at, top, left + at, bottom]
          : [left, top + at, right, top + at]);
      }
    }
  }
  const tables = [...document.querySelectorAll('[data-table]')]
    .filter((table) => getComputedStyle(table).visibility !== 'hidden')
    .map((table) => [...table.rows].map((row) => [...row.cells].map((cell) => ({
      block: Number(cell.dataset.block), text: cell.textContent, header: cell.tagName === 'TH',
      columns: cell.colSpan, rows: cell.rowSpan,
    }))));
  return { blocks, strokes, tables };
}
