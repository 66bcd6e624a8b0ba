/* What charts of all pages share: numbers, ticks, and the menu ⋯ that saves a chart with its title and its source. */
window.govsimCharts = (() => {
  const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "color", "visibility", "vector-effect"];
  const FONT = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';
  const SVG = "http://www.w3.org/2000/svg";

  /* A number with three digits that count (two below 0.1) and a true minus sign. */
  function amount(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return "—";
    const size = Math.abs(value);
    if (size < 1e-6) return "0";
    const digits = Math.min(6, Math.max(0, (size < 0.1 ? 2 : 3) - 1 - Math.floor(Math.log10(size))));
    return (value < 0 ? "−" : "") + size.toLocaleString("en-US", {minimumFractionDigits: digits, maximumFractionDigits: digits});
  }
  function signed(value) { return value > 0 ? "+" + amount(value) : amount(value); }
  function short(value) { return (value < 0 ? "−" : "") + Number(Math.abs(value).toPrecision(4)).toLocaleString("en-US", {maximumFractionDigits: 6}); }

  /* Round numbers between two ends, about so many. */
  function ticks(low, high, about) {
    const raw = (high - low) / Math.max(1, about);
    if (!(raw > 0)) return [low];
    const unit = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 2.5, 5, 10].map(k => k * unit).find(s => s >= raw * 0.999), found = [];
    for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-6; tick += step) found.push(Number(tick.toPrecision(12)));
    return found;
  }

  /* Letters as wide as they are: Chinese ones take a whole em. */
  function wide(text) { return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1 : 0.54), 0); }
  function cut(text, most) { return wide(text) <= most ? text : [...text].slice(0, Math.max(1, Math.floor(most / wide(text) * [...text].length) - 1)).join("") + "…"; }
  function offer(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob); link.download = name; link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 4000);
  }

  function csv(rows) {
    const quote = value => { const text = value === null || value === undefined ? "" : String(value); return '"' + (/^[=+\-@\t\r]/.test(text) && isNaN(Number(text)) ? "'" : "") + text.replace(/"/g, '""') + '"'; };
    return "\ufeff" + rows.map(row => row.map(quote).join(",")).join("\r\n") + "\r\n";
  }

  function ground(element) {
    for (let at = element; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (colour && !/^(transparent|rgba\(.*, ?0\))$/.test(colour)) return colour; }
    return "#ffffff";
  }

  /* A text as lines that are no wider than there is room for, in the letters that it is written in. */
  function wrapped(text, room, font) {
    const pen = document.createElement("canvas").getContext("2d"), found = [];
    let line = "";
    pen.font = font;
    for (const word of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) || []) {
      if (line && pen.measureText(line + word.trimEnd()).width > room) { found.push(line.trimEnd()); line = ""; }
      line += word;
    }
    return line.trim() ? [...found, line.trimEnd()] : found;
  }

  /* The lines above and below a chart as it is saved: its finding and unit, its intervals and source. */
  function lines(spec, width) {
    const title = wrapped(spec.title || "", width - 28, "600 16px " + FONT), notes = (spec.notes || []).filter(note => note).reduce((all, note) => [...all, ...wrapped(note, width - 28, "400 11.5px " + FONT)], []);
    const keys = (spec.keys || []).length ? 20 : 0;
    return {title, notes, head: (title.length ? 16 + 22 * title.length : 8) + keys, above: title.length ? 16 + 22 * title.length : 8, foot: notes.length ? 12 + 16 * notes.length : 8};
  }

  /* What the colours stand for, in one line: each colour as the page shows it. */
  function keyed(spec, told) {
    const pen = document.createElement("canvas").getContext("2d"), probe = document.createElement("i"), found = [];
    let x = 12;
    pen.font = "400 12px " + FONT; (spec.svg || spec.canvas).parentElement.appendChild(probe);
    for (const key of spec.keys || []) { probe.style.color = key.colour; found.push({x, y: told.above + 4, colour: getComputedStyle(probe).color, name: key.name}); x += pen.measureText(key.name).width + 40; }
    probe.remove();
    return found;
  }

  function text(x, y, size, weight, colour, words) {
    const made = document.createElementNS(SVG, "text");
    Object.entries({x, y, fill: colour, "font-family": FONT, "font-size": size, "font-weight": weight}).forEach(([name, value]) => made.setAttribute(name, value));
    made.textContent = words;
    return made;
  }

  /* The drawing as a picture of its own: styles written out, the finding above it, the source below. */
  function drawing(spec) {
    const shown = spec.svg, box = shown.viewBox.baseVal, around = shown.getBoundingClientRect();
    const width = box && box.width ? box.width : around.width, height = box && box.height ? box.height : around.height, told = lines(spec, width);
    const copy = shown.cloneNode(true), from = shown.querySelectorAll("*"), to = copy.querySelectorAll("*");
    from.forEach((element, place) => { const style = getComputedStyle(element); to[place].setAttribute("style", KEPT.map(name => name + ":" + style.getPropertyValue(name)).join(";")); });
    copy.querySelectorAll(".unsaved").forEach(each => each.remove());
    copy.querySelectorAll("[class]").forEach(each => each.removeAttribute("class"));
    const ink = getComputedStyle(shown).color, whole = document.createElementNS(SVG, "svg"), paper = document.createElementNS(SVG, "rect");
    const full = told.head + height + told.foot;
    Object.entries({xmlns: SVG, width, height: full, viewBox: `0 0 ${width} ${full}`}).forEach(([name, value]) => whole.setAttribute(name, value));
    Object.entries({width, height: full, fill: ground(shown)}).forEach(([name, value]) => paper.setAttribute(name, value));
    whole.appendChild(paper);
    told.title.forEach((line, place) => whole.appendChild(text(12, 24 + 22 * place, 16, 600, ink, line)));
    keyed(spec, told).forEach(key => { const mark = document.createElementNS(SVG, "rect"); Object.entries({x: key.x, y: key.y, width: 12, height: 12, rx: 3, fill: key.colour}).forEach(([name, value]) => mark.setAttribute(name, value)); whole.appendChild(mark); whole.appendChild(text(key.x + 18, key.y + 11, 12, 400, ink, key.name)); });
    Object.entries({x: 0, y: told.head, width, height, viewBox: `${box ? box.x : 0} ${box ? box.y : 0} ${width} ${height}`, color: ink}).forEach(([name, value]) => copy.setAttribute(name, value));
    copy.removeAttribute("class"); copy.removeAttribute("style"); copy.removeAttribute("preserveAspectRatio");
    whole.appendChild(copy);
    told.notes.forEach((line, place) => whole.appendChild(text(12, told.head + height + 16 + 16 * place, 11.5, 400, ink, line)));
    return {source: new XMLSerializer().serializeToString(whole), width, height: full};
  }

  function saveSvg(spec) { offer(new Blob([drawing(spec).source], {type: "image/svg+xml"}), `govsim-${spec.name}.svg`); }

  function savePng(spec) {
    const canvas = document.createElement("canvas"), done = () => canvas.toBlob(made => offer(made, `govsim-${spec.name}.png`));
    if (spec.canvas) { painted(spec, canvas); done(); return; }
    const made = drawing(spec), image = new Image();
    image.onload = () => { canvas.width = 2 * made.width; canvas.height = 2 * made.height; canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height); done(); };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.source);
  }

  /* A map that is painted, with the same lines above and below. */
  function painted(spec, canvas) {
    const from = spec.canvas, scale = from.width / Math.max(1, from.clientWidth), told = lines(spec, from.clientWidth), pen = canvas.getContext("2d");
    canvas.width = from.width; canvas.height = from.height + (told.head + told.foot) * scale;
    pen.fillStyle = ground(from); pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(from, 0, told.head * scale);
    pen.scale(scale, scale); pen.fillStyle = getComputedStyle(from).color;
    pen.font = "600 16px " + FONT; told.title.forEach((line, place) => pen.fillText(line, 12, 24 + 22 * place));
    pen.font = "400 11.5px " + FONT; told.notes.forEach((line, place) => pen.fillText(line, 12, told.head + from.clientHeight + 16 + 16 * place));
  }

  /* Opens the menu of a chart at its button. spec: name of the files, words, svg or canvas, title, notes, rows, links. */
  function menu(event, spec) {
    const button = event.currentTarget, old = document.querySelector(".g-menu");
    if (old) { const own = old.button === button; old.close(); if (own) return; }
    const box = document.createElement("div"), entries = [];
    if (spec.svg || spec.canvas) entries.push([spec.words.png, () => savePng(spec)]);
    if (spec.svg) entries.push([spec.words.svg, () => saveSvg(spec)]);
    if (spec.rows) entries.push([spec.words.csv, () => offer(new Blob([csv(spec.rows())], {type: "text/csv;charset=utf-8"}), `govsim-${spec.name}.csv`)]);
    (spec.links || []).filter(link => link.href).forEach(link => entries.push([link.label, () => window.solara.router.push(link.href)]));
    box.className = "g-menu"; box.setAttribute("role", "menu"); box.setAttribute("aria-label", spec.words.menu); box.button = button;
    entries.forEach(([label, act]) => { const each = document.createElement("button"); each.type = "button"; each.setAttribute("role", "menuitem"); each.textContent = label; each.addEventListener("click", () => { box.close(); act(); }); box.appendChild(each); });
    const away = other => { if (!box.contains(other.target) && other.target !== button && !button.contains(other.target)) box.close(); };
    box.close = () => { document.removeEventListener("pointerdown", away, true); box.remove(); button.setAttribute("aria-expanded", "false"); if (document.activeElement === document.body) button.focus(); };
    box.addEventListener("keydown", key => {
      const all = [...box.children], at = all.indexOf(document.activeElement), move = {ArrowDown: 1, ArrowUp: -1}[key.key];
      if (key.key === "Escape" || key.key === "Tab") { key.preventDefault(); key.stopPropagation(); box.close(); button.focus(); }
      if (move) { key.preventDefault(); all[(at + move + all.length) % all.length].focus(); }
    });
    (button.closest(".g-frame") || document.body).appendChild(box);
    const place = button.getBoundingClientRect(), size = box.getBoundingClientRect();
    box.style.left = Math.max(8, Math.min(place.right - size.width, window.innerWidth - size.width - 8)) + "px";
    box.style.top = (place.bottom + size.height + 8 > window.innerHeight ? Math.max(8, place.top - size.height - 4) : place.bottom + 4) + "px";
    document.addEventListener("pointerdown", away, true);
    button.setAttribute("aria-expanded", "true");
    if (box.firstChild) box.firstChild.focus();
  }

  return {amount, signed, short, ticks, cut, offer, csv, menu};
})();
