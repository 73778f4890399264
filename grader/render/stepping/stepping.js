// Draws a scene (scene.py) and lets one step through it. No network, no framework; text goes in as text only.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_all, n) => String(values[n]));
  const number = (v) => v === null || v === undefined ? "" : typeof v === "string" ? v
    : Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(6)));
  const factor = (v) => number(v).startsWith("-") ? `(${number(v)})` : number(v);
  const filled = (made, attributes, children = []) => {
    for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const make = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
  const shape = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  class Stepping {
    constructor(root, scene) {
      this.root = root;
      root.stepping = this;
      this.scene = scene;
      this.words = scene.words;
      this.mine = Boolean(scene.yours);
      this.at = this.begin;
      this.timer = null;
      this.build();
      this.draw();
    }

    get begin() { return this.scene.wrong.length ? this.scene.wrong[0] : 0; }  // the first wrong value

    // What is stepped through ------------------------------------------------------------------------------------
    get layers() { return this.scene.how === "layers"; }
    get steps() { return this.layers ? this.scene.fields : this.mine ? this.scene.yours : this.scene.asked; }
    get shape() { return (this.mine && this.scene.got ? this.scene.got : this.scene.expected).shape; }
    get alike() { return this.scene.got && String(this.scene.got.shape) === String(this.scene.expected.shape); }
    go(to) {
      this.at = Math.max(0, Math.min(this.steps.length - 1, to));
      this.draw();
    }
    nextWrong() {
      const later = this.scene.wrong.filter((n) => n > this.at);
      const to = later.length ? later[0] : this.scene.wrong[0];
      if (to !== undefined) this.go(to);
    }
    swap() {
      if (!this.scene.yours) return;
      this.mine = !this.mine;
      this.go(this.at);
    }
    play() {
      if (this.timer) return this.stop();
      if (still()) return this.go((this.at + 1) % this.steps.length);
      this.timer = setInterval(() => {
        if (!this.root.isConnected) return this.stop();
        this.go((this.at + 1) % this.steps.length);
      }, 500);
      this.draw();
    }
    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.draw();
    }
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const keys = {
        ArrowLeft: () => this.go(this.at - 1), ArrowRight: () => this.go(this.at + 1), Home: () => this.go(0),
        End: () => this.go(this.steps.length - 1), " ": () => this.play(), d: () => this.nextWrong(),
        f: () => this.swap(), c: () => this.copy(), p: () => this.save()};
      if (event.key.startsWith("Arrow") && event.target.matches("figure")) return false;
      if (!(event.key in keys) || (event.key === " " && event.target.closest("button, summary, a"))) return false;
      event.preventDefault();
      keys[event.key]();
      return true;
    }

    // Grids ------------------------------------------------------------------------------------------------------
    // A grid: {title, rows: [[{text, sub, mark}]]}; mark: words for classes.
    grid(title, given, mark, text = number) {
      const [height, width] = given.shape.length > 1 ? given.shape.slice(-2) : [1, given.shape[0]];
      const outside = new Set(given.outside || []);
      const rows = [];
      for (let r = 0; r < height; r++) {
        rows.push([]);
        for (let c = 0; c < width; c++) {
          const n = r * width + c;
          const cell = {text: text(given.values[n]), sub: "", mark: outside.has(n) ? ["outside"] : []};
          mark(cell, r, c, n);
          rows[r].push(cell);
        }
      }
      return {title, rows};
    }
    place(n, shape = this.shape) {  // row by row, as [channel, row, column]
      const [h, w] = shape.slice(-2);
      return [Math.floor(n / (h * w)), Math.floor(n / w) % h, n % w];
    }
    get step() { return this.steps[this.at]; }
    x(term) {
      const given = this.scene.inputs[term[0]];
      return given.values[term[1] * given.shape[1] + term[2]] ?? null;
    }
    outside(term) {
      const given = this.scene.inputs[term[0]];
      return given.outside.includes(term[1] * given.shape[1] + term[2]);
    }
    get terms() { return this.step.terms; }
    get keys() { return this.words.keys; }
    get mean() {  // of so many elements; 0 if it is none
      const weights = this.terms.map((t) => t[3]);
      return !this.scene.kernels.length && weights.length && weights.every((w) => w === weights[0])
        && !this.step.rest ? Math.round(1 / weights[0]) : 0;
    }
    chosen() {
      if (this.scene.how !== "max") return null;
      return this.terms.find((t) => this.x(t) === this.step.value) || null;
    }
    name(letter, channel) { return this.scene.several ? `${letter}[${channel}]` : letter; }
    rows() {
      if (this.layers) return this.pyramid();
      const {scene} = this;
      const kernels = scene.kernels, size = kernels.length ? kernels[0][0].shape : null;
      const met = new Map(), used = new Map(), chosen = this.chosen();
      for (const t of this.terms) {
        const key = `${t[0]},${t[1]},${t[2]}`;
        met.set(key, [...(met.get(key) || []), t]);
        if (t[4] >= 0) used.set(t[4], t);
      }
      const rows = [];
      const channels = scene.inputs.length, each = size ? size[0] * size[1] : 0;
      const pixel = size && each === 1 && channels > 1;  // 1x1: the pixel's vector goes through a matrix
      const o = this.place(this.at)[0];
      let sofar = 0;
      scene.inputs.forEach((input, c) => {
        const here = this.terms.filter((t) => t[0] === c);
        if (!kernels.length && !here.length) return;  // pooling: each channel on its own
        const row = [this.grid(this.name("X", c), input, (cell, r, s) => {
          const terms = met.get(`${c},${r},${s}`) || [];
          if (!terms.length) return;
          cell.mark.push("window");
          if (scene.how === "sum" && !this.mean) cell.sub = terms.map((t) => `×${number(t[3])}`).join(" ");
          if (terms.includes(chosen)) cell.mark.push("chosen");
        })];
        if (kernels.length && !pixel) {
          let shown = kernels.length > 1 ? Math.min(o, kernels.length - 1) : 0;
          const first = here.find((t) => t[4] >= 0);
          if (first) shown = Math.floor(first[4] / (each * channels));
          const of = (r, s) => used.get(((shown * channels + c) * size[0] + r) * size[1] + s);
          const title = kernels.length > 1 ? `K[${shown}, ${c}]` : this.name("K", c);
          row.push(this.grid(title, kernels[shown][c], (cell, r, s) => { if (of(r, s)) cell.mark.push("window"); }));
          row.push(this.grid(this.words.products, {shape: size, values: Array(each).fill(null)}, (cell, r, s) => {
            const t = of(r, s);
            if (t) cell.text = number(this.x(t) * t[3]);
          }));
        }
        if (channels > 1 && scene.how === "sum" && kernels.length && !(this.mine && scene.then)) {
          const part = here.reduce((sum, t) => sum + this.x(t) * t[3], 0);
          sofar += part;
          row.note = `${fill(this.words.channel, c)}: ${number(part)}`
            + (c ? ` · ${fill(this.words["sum so far"], number(sofar))}` : "");
        }
        rows.push(row);
      });
      if (pixel) {
        const last = rows[rows.length - 1];
        rows.splice(0, rows.length, Object.assign(rows.flat(), {note: last && last.note}));
        const matrix = {shape: [kernels.length, channels], values: kernels.flatMap((k) => k.map((g) => g.values[0]))};
        const vector = {shape: [channels, 1], values: scene.inputs.map((_input, c) => {
          const t = this.terms.find((term) => term[0] === c);
          return t ? this.x(t) : null;
        })};
        rows.push([this.grid("K", matrix, (cell, r, c) => {
          if (used.has(r * channels + c)) cell.mark.push("window");
        }), this.grid("X[:, i, j]", vector, (cell) => { if (cell.text) cell.mark.push("window"); })]);
      }
      rows.push(...this.output());
      return rows;
    }
    output() {
      const {scene} = this, wrong = new Set(scene.wrong), row = [];
      const maps = (given) => given.shape.length > 2 ? given.shape[0] : 1;
      const part = (given, o) => {
        const each = given.values.length / maps(given);
        return {shape: given.shape.slice(-2), values: given.values.slice(o * each, (o + 1) * each)};
      };
      const most = Math.max(maps(scene.expected), scene.got ? maps(scene.got) : 0);
      for (let o = 0; o < most; o++) {
        for (const [which, given] of [["expected", scene.expected], ["got", scene.got]]) {
          if (!given || o >= maps(given)) continue;
          const each = given.values.length / maps(given);
          const stepped = this.alike || (which === "got") === this.mine;
          row.push(this.grid(this.words[which] + (maps(given) > 1 ? ` [${o}]` : ""), part(given, o), (cell, _r, _c, n) => {
            const all = o * each + n;
            if (which === "got" && wrong.has(all)) cell.mark.push("wrong");
            if (stepped && all === this.at) cell.mark.push("here");
            if (stepped && all > this.at) cell.mark.push("later");
          }));
        }
      }
      return [row];
    }

    // The receptive field ----------------------------------------------------------------------------------------
    pyramid() {
      const {scene} = this, wrong = new Set(scene.wrong);
      return [["expected", "got"].map((which) => this.grid(this.words[which], scene[which], (cell, _r, _c, n) => {
        if (which === "got" && wrong.has(n)) cell.mark.push("wrong");
        if (n === this.at) cell.mark.push("here");
        if (n > this.at) cell.mark.push("later");
      }))];
    }
    field() {  // a drawing: the input below, each feature map above it, elements at their true distances
      const {scene} = this, depth = this.at, width = scene.fields[depth];
      const unit = Math.max(3, Math.min(34, 640 / width)), high = 54;
      const size = [Math.max(width * unit, unit) + 2, (depth + 1) * high];
      const svg = shape("svg", {viewBox: `0 0 ${size[0]} ${size[1]}`, width: size[0], role: "img", "aria-label": this.sum()});
      const draw = (...given) => svg.append(shape(...given));
      const sides = [];  // for each map, the elements that are seen: their number, and where they are
      let seen = [0];
      for (let d = depth; d >= 0; d--) {
        sides[d] = seen;
        if (d) {
          const [kernel, stride] = scene.layers[d - 1];
          seen = [...new Set(seen.flatMap((n) => Array.from({length: kernel}, (_x, a) => n * stride + a)))];
        }
      }
      const centre = (d, n) => (n * scene.jumps[d] + scene.fields[d] / 2) * unit + 1;
      const level = (d) => size[1] - d * high - high / 2;
      for (let d = depth; d > 0; d--) {
        const [kernel, stride] = scene.layers[d - 1];
        for (const n of sides[d]) for (const m of [n * stride, n * stride + kernel - 1]) draw("line", {
          x1: centre(d, n), y1: level(d) + 8, x2: centre(d - 1, m), y2: level(d - 1) - 8, class: "cv-line"});
      }
      for (let d = 0; d <= depth; d++) {
        const half = Math.min(unit * 0.42, 9), last = d === depth ? 0 : Math.max(...sides[d]);
        for (let n = 0; n <= last; n++) draw("rect", {
          x: centre(d, n) - half, y: level(d) - half, width: 2 * half, height: 2 * half,
          class: sides[d].includes(n) ? "cv-seen" : "cv-unseen"});
      }
      return svg;
    }

    // Words ------------------------------------------------------------------------------------------------------
    sum() {
      const {scene, words} = this;
      if (this.layers) {
        const n = this.at, name = n ? fill(words.after, n, ...scene.layers[n - 1]) : words.input;
        const right = n ? `${scene.fields[n - 1]} + (${scene.layers[n - 1][0]} - 1)·${scene.jumps[n - 1]} = ${scene.fields[n]}` : "1";
        const own = scene.got.values[n];
        if (this.mine && own !== scene.fields[n]) return `${name}: ${number(own)} (${fill(words.wanted, right)})`;
        return `${name}: ${right}`;
      }
      const step = this.step, place = this.place(this.at).slice(3 - Math.max(2, this.shape.length));
      const told = this.terms.map((t) => this.x(t) === null ? null : scene.how === "max" || this.mean
        ? number(this.x(t)) : `${number(this.x(t))}·${factor(t[3])}`).filter((t) => t !== null);
      let line = "";
      if (scene.how === "max") {
        if (step.rest !== null) told.push(fill(words["from padding"], number(step.rest)));
        line = `max(${told.join(", ")})`;
      } else if (this.mean) {
        const parts = told.map((t, i) => i && t.startsWith("-") ? `(${t})` : t);
        line = `(${parts.join(" + ")}) / ${this.mean}`;
      } else {
        const then = this.mine && scene.then, largest = then && then[1] === ", ", rest = step.rest || scene.bias;
        if (rest && !largest) told.push(factor(step.rest));
        line = told.join(then ? then[1] : " + ") || "0";
        if (then) line = fill(then[0], line);
        if (rest && largest) line += ` + ${factor(step.rest)}`;
      }
      line = `Y[${place.join(", ")}] = ${line} = ${number(step.value)}`;
      if (this.mine && scene.got) {
        if (!this.alike) return line;
        if (scene.wrong.includes(this.at)) line += `   (${fill(words.wanted, number(scene.expected.values[this.at]))})`;
      } else if (!this.mine && scene.wrong.includes(this.at)) {
        line += `   (${words.got}: ${number(scene.got.values[this.at])})`;
      }
      return line;
    }

    // The page ---------------------------------------------------------------------------------------------------
    build() {
      const {words} = this;
      const button = (label, shown, key, act) => {
        const made = make("button", {type: "button", title: `${label} (${key})`, "aria-label": label}, shown);
        made.addEventListener("click", act);
        return made;
      };
      this.stage = make("div", {class: "cv-stage"});
      this.said = make("p", {class: "cv-sum", "aria-live": "polite"});
      this.count = make("span", {class: "cv-count"});
      this.player = button(words.play, "▶", "space", () => this.play());
      const bar = make("div", {class: "cv-bar"},
        button(words.first, "|←", "Home", () => this.go(0)), button(words.back, "←", "←", () => this.go(this.at - 1)),
        this.player, button(words.on, "→", "→", () => this.go(this.at + 1)),
        button(words.last, "→|", "End", () => this.go(this.steps.length - 1)), this.count);
      if (this.scene.wrong.length > 0) bar.append(button(words.wrong, words.wrong, "d", () => this.nextWrong()));
      if (this.scene.yours) {
        this.mode = make("span", {class: "cv-mode", role: "group"});
        this.modes = [["yours", true], ["asked", false]].map(([key, mine]) => {
          const made = button(words[key], words[key], "f", () => { if (this.mine !== mine) this.swap(); });
          this.mode.append(made);
          return made;
        });
        bar.append(this.mode);
      }
      if (this.scene.code) bar.append(button(words.copy, words.copy, "c", () => this.copy()));
      bar.append(button(words.picture, "SVG", "p", () => this.save()));
      this.root.replaceChildren(this.stage, make("div", {class: "cv-foot"}, this.said, bar),
        make("p", {class: "cv-keys"}, this.keys));
      new ResizeObserver(() => this.reach()).observe(this.stage);
      this.root.classList.add("cv-stepping");
      filled(this.root, {tabindex: "0", role: "group", "aria-label": words.step,
        "data-lm-suppress-shortcuts": "true"});  // JupyterLab leaves the keys to it
      this.root.addEventListener("keydown", (event) => { if (this.key(event)) event.stopPropagation(); });
    }
    draw() {
      const shown = this.rows().map((row) => {
        const line = make("div", {class: "cv-row"}, ...row.map((grid) => this.table(grid)));
        if (row.note) line.append(make("p", {class: "cv-note"}, row.note));
        return line;
      });
      const held = this.stage.contains(document.activeElement);
      this.stage.replaceChildren(...shown);
      if (held) this.root.focus({preventScroll: true});
      this.reach();
      if (this.layers) this.stage.prepend(make("div", {class: "cv-field"}, this.field()));
      if (this.said.textContent !== this.sum()) this.said.textContent = this.sum();
      this.count.textContent = fill(this.words.position, this.at + 1, this.steps.length);
      this.player.textContent = this.timer ? "⏸" : "▶";
      this.player.setAttribute("aria-label", this.timer ? this.words.pause : this.words.play);
      (this.modes || []).forEach((made, i) => made.setAttribute("aria-pressed", String(this.mine === (i === 0))));
    }
    reach() {  // a grid that has to be scrolled can be reached by keys, and takes the arrows
      for (const figure of this.stage.querySelectorAll("figure")) {
        if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0;
      }
    }
    table({title, rows}) {
      const body = rows.map((row) => make("tr", {}, ...row.map((cell) => {
        const made = make("td", {class: cell.mark.map((m) => `cv-${m}`).join(" ")}, cell.text);
        if (cell.sub) made.append(make("small", {}, cell.sub));
        return made;
      })));
      return make("figure", {}, make("figcaption", {}, title), make("table", {}, make("tbody", {}, ...body)));
    }
    copy() {
      if (!this.scene.code) return;
      const done = () => { this.said.textContent = this.words.copied; };
      if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(this.scene.code).then(done, () => this.select(done));
      this.select(done);
    }
    select(done) {  // where there is no clipboard to write to
      const area = make("textarea", {"aria-hidden": "true"});
      area.value = this.scene.code;
      this.root.append(area);
      area.select();
      if (document.execCommand("copy")) done();
      area.remove();
      this.root.focus();
    }
    save() {
      const link = make("a", {download: "convkata.svg",
        href: URL.createObjectURL(new Blob([this.svg()], {type: "image/svg+xml"}))});
      this.root.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
    colour(name) {  // as it is now, in the light or in the dark
      this.count.style.color = `var(--cv-${name})`;
      const found = getComputedStyle(this.count).color;
      this.count.style.color = "";
      return found;
    }
    drawing() {  // what stands above the grids
      if (!this.layers) return null;
      const field = this.field();
      for (const line of field.querySelectorAll(".cv-line")) line.setAttribute("stroke", this.colour("warm"));
      for (const rect of field.querySelectorAll("rect")) rect.setAttribute("fill",
        this.colour(rect.classList.contains("cv-seen") ? "warm" : "cell"));
      return field;
    }
    svg() {  // the picture as it stands, with its own fonts and colours
      const size = 36, gap = 28, made = shape("svg");
      const colour = (name) => this.colour(name);
      let top = 8, width = 0;
      const add = (...given) => made.append(shape(...given));
      const said = (x, y, text, more = {}) => add("text", {
        x, y, fill: colour("ink"), "font-family": "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
        "font-size": 13, ...more}, text);
      const drawing = this.drawing();
      if (drawing) {
        const box = drawing.viewBox.baseVal;
        drawing.setAttribute("y", top);
        made.append(drawing);
        [top, width] = [top + box.height + 8, box.width];
      }
      for (const row of this.rows()) {
        let left = 8;
        for (const grid of row) {
          said(left, top + 12, grid.title);
          grid.rows.forEach((cells, r) => cells.forEach((cell, c) => {
            const has = (mark) => cell.mark.includes(mark), [x, y] = [left + c * size, top + 18 + r * size];
            add("rect", {x, y, width: size, height: size, fill: colour(has("wrong") ? "dif" : has("window") ? "win" : "cell"),
              stroke: colour("line")});
            if (has("outside")) add("path", {d: `M${x} ${y + size} L${x + size} ${y} M${x} ${y + size / 2} L${x + size / 2} ${y} M${x + size / 2} ${y + size} L${x + size} ${y + size / 2}`, stroke: colour("line")});
            if (has("here") || has("window")) add("rect", {x: x + 1.5, y: y + 1.5, width: size - 3, height: size - 3,
              fill: "none", stroke: colour(has("here") ? "acc" : "warm"), "stroke-width": has("here") || has("chosen") ? 3 : 1.5});
            said(x + size / 2, y + size / 2 + 3, cell.text + (has("wrong") ? " ✗" : ""), {"text-anchor": "middle",
              fill: colour(has("wrong") ? "bad" : "ink")});
            if (cell.sub) said(x + size - 3, y + size - 3, cell.sub, {"font-size": 9, "text-anchor": "end", fill: colour("warm")});
          }));
          left += (grid.rows[0] || []).length * size + gap;
          width = Math.max(width, left);
        }
        top += 18 + Math.max(...row.map((grid) => grid.rows.length)) * size + 14;
        if (row.note) { said(8, top, row.note); top += 18; }
      }
      said(8, top + 10, this.sum());
      top += 24;
      width = Math.max(width, 16 + this.sum().length * 8);
      filled(made, {xmlns: SVG, viewBox: `0 0 ${width} ${top}`, width, height: top});
      made.style.background = colour("paper");
      return new XMLSerializer().serializeToString(made);
    }
  }

  // A network: its layers, beside those that are asked for -------------------------------------------------------
  class Network extends Stepping {
    get steps() { return this.scene.rows; }
    get keys() { return this.words["net keys"]; }
    get sides() { return [["asked", this.words.asked], ["own", this.words["yours here"]]]; }
    rows() {
      const row = this.step;
      return [[["expected", row.expected], ["got", row.got]].filter(([_which, given]) => given).map(([which, given]) =>
        this.grid(`${this.words[which]} ${row.where}`, given, (cell, _r, _c, n) => {
          if (which === "got" && row.apart.includes(n)) cell.mark.push("wrong");
        }))];
    }
    mark(row, n) {  // what is wrong with a row, as a class
      return !row.own ? "missing" : !row.asked ? "extra" : n === this.scene.first ? "begins"
        : row.asked.name !== row.own.name ? "other" : row.differ ? "differs" : "agrees";
    }
    sum() {
      const row = this.step, name = (row.asked || row.own).name, mark = this.mark(row, this.at);
      return mark === "other" ? fill(this.words.other, name, row.own.name) : fill(this.words[mark], name);
    }
    arcs(side) {  // the paths that pass layers by: of each row the lanes, and what each of them does there
      const rows = this.scene.rows, lanes = rows.map(() => []);
      let before = -1;
      rows.forEach((row, n) => {
        if (!row[side]) return;
        for (const from of row[side].sources) {
          if (from === before) continue;
          let lane = 0;
          while (lanes.slice(from, n + 1).some((at) => at[lane])) lane++;
          for (let at = from; at <= n; at++) lanes[at][lane] = at === from ? "begin" : at === n ? "end" : "pass";
        }
        before = n;
      });
      return lanes;
    }
    diagram() {
      const arcs = this.sides.map(([side]) => this.arcs(side)), {rows} = this.scene;
      const wide = arcs.map((lanes) => Math.max(...lanes.map((at) => at.length)));
      const body = rows.map((row, n) => {
        const mark = this.mark(row, n);
        const made = make("tr", {class: `cv-${mark}${n === this.at ? " cv-at" : ""}`, "aria-current": n === this.at && "true"});
        this.sides.forEach(([side], s) => {
          const lane = make("td", {class: `cv-lane cv-wide${wide[s]}`}), box = row[side];
          arcs[s][n].forEach((what, k) => { if (what) lane.append(make("i", {class: `cv-${what} cv-lane${k}`})); });
          const cell = make("td", {class: box ? "cv-box" : "cv-none"});
          if (box) cell.append(make("span", {}, box.name), make("small", {}, box.shape));
          else cell.append(side === "own" ? `✗ ${this.words.gone}` : "–");
          made.append(lane, cell);
        });
        made.addEventListener("click", () => this.go(n));
        return made;
      });
      const head = make("tr", {}, ...this.sides.map(([_side, title]) => make("th", {colspan: "2", scope: "col"}, title)));
      return make("div", {class: "cv-net", tabindex: "0", role: "group", "aria-label": this.words.diagram},
        make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
    }
    draw() {
      super.draw();
      const old = this.net ? this.net.scrollTop : 0, held = this.net && this.net === document.activeElement;
      this.net = this.diagram();
      this.stage.prepend(this.net);
      this.net.scrollTop = old;
      const row = this.net.querySelector(".cv-at"), head = 40;
      if (row.offsetTop - head < old) this.net.scrollTop = row.offsetTop - head;
      else if (row.offsetTop + row.offsetHeight > old + this.net.clientHeight) {
        this.net.scrollTop = row.offsetTop + row.offsetHeight - this.net.clientHeight;
      }
      if (held) this.net.focus({preventScroll: true});
    }
    drawing() {
      const {rows} = this.scene, high = 44, wide = 330, lane = 9, size = [2 * wide, (rows.length + 1) * high];
      const svg = shape("svg", {viewBox: `0 0 ${size[0]} ${size[1]}`, width: size[0], height: size[1]});
      const draw = (...given) => svg.append(shape(...given));
      const words = {"font-family": "system-ui, sans-serif", "font-size": 13, fill: this.colour("ink")};
      this.sides.forEach(([side, title], s) => {
        const left = s * wide + 34;
        draw("text", {...words, x: left, y: 24, "font-weight": 700}, title);
        this.arcs(side).forEach((lanes, n) => {
          const row = rows[n], box = row[side], mark = this.mark(row, n), top = (n + 1) * high;
          const wrong = mark === "begins" || (side === "own" && ["extra", "other"].includes(mark));
          if (box) {
            draw("rect", {x: left, y: top + 2, width: wide - 44, height: high - 8, rx: 5,
              fill: this.colour(wrong ? "dif" : mark === "missing" ? "win" : "cell"),
              stroke: this.colour(wrong ? "bad" : mark === "missing" ? "warm" : "line"), "stroke-width": mark === "begins" ? 3 : 1});
            draw("text", {...words, x: left + 8, y: top + 17}, box.name);
            draw("text", {...words, x: left + 8, y: top + 32, "font-size": 11, fill: this.colour("soft")}, box.shape);
          }
          lanes.forEach((what, k) => {
            const x = left - 6 - k * lane, middle = top + high / 2 - 2;
            if (what) draw("path", {fill: "none", stroke: this.colour("acc"), "stroke-width": 1.5, d: what === "pass"
              ? `M${x} ${top} V${top + high}` : what === "begin" ? `M${left} ${middle} H${x} V${top + high}` : `M${x} ${top} V${middle} H${left}`});
          });
        });
      });
      return svg;
    }
  }

  const stepped = (root, scene) => scene.how === "network" ? new Network(root, scene) : new Stepping(root, scene);
  const start = (within = document) => {
    for (const root of within.querySelectorAll("[data-scene]:not(.cv-stepping)")) {
      stepped(root, JSON.parse(root.dataset.scene));
    }
  };
  window.convkata = {stepped, start, shape, fill, make};
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start());
  else start();
})();
