// Shows the state that `watch` sends. Everything in it is put in as text.
"use strict";
(() => {
  const {stepped, shape, fill, make} = window.convkata;  // of stepping.js
  const AGAIN = 3000;  // milliseconds until a connection that a browser has given up is tried again
  const at = (id) => document.getElementById(id);
  const press = (label, act, more = {}) => {
    const made = make("button", {type: "button", ...more}, label);
    made.addEventListener("click", act);
    return made;
  };
  const ask = (what, about = "") => fetch("do", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({do: what, about})}).catch(() => {});

  let state = null, listed = false, stepping = null, drawn = "", since = 0, clock = null, before = null;
  const places = new Map();   // where one was in each example: position, and whose steps
  const chosen = new Map();   // the property that one looks at, of each exercise
  const key = (name) => `${state.current}/${name}`;

  // What is looked at ------------------------------------------------------------------------------------------
  function wrong() { return state.properties.filter((p) => p.told); }
  function shown() {
    const failing = wrong(), name = chosen.get(state.current);
    return failing.find((p) => p.name === name) || failing.find((p) => p.name === state.first) || failing[0] || null;
  }
  function choose(name) { chosen.set(state.current, name); listed = false; draw(); }
  function step(by) {
    const failing = wrong(), here = failing.indexOf(shown());
    if (failing.length) choose(failing[(here + by + failing.length) % failing.length].name);
  }
  function go(name) { listed = false; ask("go", name); }
  const example = ({inputs, kernels, layers, expected}) => JSON.stringify([inputs, kernels, layers, expected]);
  function remember() {
    if (!stepping) return;
    const known = places.get(stepping.of) || {};
    const moved = stepping.at !== stepping.begin;
    places.set(stepping.of, {at: moved ? stepping.at : undefined, mine: stepping.scene.yours ? stepping.mine : known.mine, example: example(stepping.scene)});
  }

  // Parts ------------------------------------------------------------------------------------------------------
  function header() {
    const {words} = state;
    at("exercises").setAttribute("aria-label", words.exercise);
    at("exercises").replaceChildren(...state.exercises.map((e, n) => press(
      `${e.solved ? "✓ " : ""}${n + 1}`, () => go(e.name),
      {"aria-current": e.current && "page", class: e.solved && "solved", title: e.name,
        "aria-label": `${e.solved ? "✓ " : ""}${n + 1} ${e.name}: ${fill(words.score, e.points, e.max)}`})),
      press(words.list, () => { listed = !listed; draw(); }, {"aria-expanded": String(listed)}));
    at("score").textContent = state.progress;
    document.title = `${state.exercises.find((e) => e.current).solved ? "✓" : "✗"} ${state.current} · Convkata`;
    document.documentElement.lang = state.lang;
  }
  function properties() {
    const here = state.exercises.find((e) => e.current), one = shown();
    const items = state.properties.map((p) => {
      const mark = make("span", {role: "img", "aria-label": p.said,
        class: p.mark === "✓" ? "passed" : p.mark === "✗" ? "wrong" : "soft"}, p.mark);
      const made = press("", () => choose(p.name), {"aria-current": one === p && !here.solved && "true",
        disabled: !p.told && "", class: p.stale && "stale"});
      made.append(mark, make("span", {}, p.title), make("span", {class: "soft"}, String(p.points)));
      return make("li", {}, made);
    });
    at("properties").replaceChildren(
      make("h1", {}, `${state.exercises.indexOf(here) + 1}. ${here.name}`),
      make("p", {}, here.title), make("p", {class: "soft"}, fill(state.words.score, here.points, here.max)),
      make("ul", {}, ...items));
  }
  function list() {
    const {words} = state;
    const head = make("tr", {}, ...[words.exercise, words.title, words.book, words.status].map((w) => make("th", {}, w)),
      make("th", {class: "n"}, words.points));
    const rows = state.exercises.map((e, n) => make("tr", {}, make("td", {}, press(`${n + 1} ${e.name}`, () => go(e.name))),
      make("td", {}, e.title), make("td", {}, e.section), make("td", {class: e.solved ? "passed" : "soft"}, e.said),
      make("td", {class: "n"}, `${e.points} / ${e.max}`)));
    return [make("h2", {}, state.progress), make("table", {class: "list"}, make("thead", {}, head), make("tbody", {}, ...rows))];
  }
  function failure(p) {
    const {words} = state, told = p.told, parts = [];
    const raised = told.lines.length > 0 && !told.scene;
    parts.push(make("h2", {}, told.title));
    if (told.misconception) parts.push(make("p", {class: "why"}, told.misconception));
    const said = told.message ? [make("p", {class: "wrong"}, told.message)] : [];
    if (!raised) parts.push(...said);
    if (raised) {
      const code = make("pre", {class: "code"});
      for (const [n, text, marked] of told.lines) {
        const line = `${String(n).padStart(4)}  ${text}\n`;
        code.append(marked ? make("mark", {}, line) : line);
      }
      parts.push(code);
    }
    if (told.trace) parts.push(make("pre", {}, told.trace));
    if (raised) parts.push(...said);  // of an error, the student's own line comes first
    if (told.scene) {
      const root = make("div", {id: "stepping"});
      parts.push(root);
      stepping = stepped(root, told.scene);
      stepping.of = key(p.name);
      const place = places.get(stepping.of);
      if (place && place.mine !== undefined) stepping.mine = place.mine && Boolean(told.scene.yours);
      if (place && place.at !== undefined && place.example === example(told.scene)) stepping.at = place.at;
      if (place) stepping.go(stepping.at);
    } else if (told.text) parts.push(make("pre", {}, told.text));
    if (told.printed) parts.push(make("p", {class: "soft"}, words.printed), make("pre", {}, told.printed));
    if (told.law) parts.push(make("p", {class: "soft"}, told.law));
    if (told.section) parts.push(make("p", {class: "soft"}, fill(words.read, told.section)));
    if (told.scene && told.text) parts.push(make("details", {}, make("summary", {}, words.text), make("pre", {}, told.text)));
    return parts;
  }
  function curve({name, values, every, of}) {
    const top = Math.max(...values, 1e-9), last = values[values.length - 1].toFixed(2);
    const svg = shape("svg", {viewBox: "0 0 400 150", class: "curve", role: "img",
      "aria-label": `${name}, ${state.words.loss}: ${values[0].toFixed(2)} … ${last}`});
    const draw = (...given) => svg.append(shape(...given));
    draw("line", {x1: 40, y1: 10, x2: 40, y2: 120});
    draw("line", {x1: 40, y1: 120, x2: 390, y2: 120});
    const points = values.map((v, i) => `${40 + 350 * (i + 1) * every / of},${120 - 110 * v / top}`);
    draw("polyline", {points: points.join(" ")});
    draw("text", {x: 36, y: 16, "text-anchor": "end"}, top.toFixed(2));
    draw("text", {x: 36, y: 124, "text-anchor": "end"}, "0");
    draw("text", {x: 390, y: 140, "text-anchor": "end"}, `${of} ${state.words.batches}`);
    draw("text", {x: 46, y: 140}, `${name}: ${state.words.loss} ${last}`);
    return svg;
  }
  function layer(row) {  // what it makes of the digits, before and after the training
    const picture = (source, said, below) => make("div", {}, make("img", {src: source, alt: said}),
      make("span", {class: "soft"}, below));
    return make("figure", {class: "maps"}, make("figcaption", {}, row.name),
      ...row.before ? [picture(row.before, `${row.said}, ${state.words.begun}`, state.words.begun)] : [],
      picture(row.source, row.before ? `${row.said}, ${state.words.learned}` : row.said, row.before ? state.words.learned : ""));
  }
  function finish() {
    const {finish: end, words} = state;
    return [make("p", {class: "big"}, end.done), make("h2", {}, words.training),
      ...end.lines.map((line) => make("p", {}, line)), ...end.curves.map(curve),
      ...end.maps.flatMap(({name, rows}) => [make("h2", {}, name), ...rows.map(layer)])];
  }
  function article() {
    const {words} = state, here = state.exercises.find((e) => e.current), one = shown();
    const parts = [];
    remember();
    stepping = null;
    if (listed) parts.push(...list());
    else if (state.finish) parts.push(...finish());
    else if (here.solved) parts.push(make("p", {class: "big"}, `✓ ${state.solved[0]}`), ...state.solved.slice(1).map((t) => make("p", {}, t)));
    else if (one) parts.push(...failure(one));
    else if (state.todo) parts.push(...state.todo.split("\n").filter(Boolean).map((t, i) => make(i ? "p" : "h2", {}, t)));
    else parts.push(make("p", {class: "soft"}, state.ready ? words.busy : words.starting));
    if (!listed && !state.finish) {
      parts.push(...state.hints.map((text) => make("p", {class: "hint"}, text)));
      const actions = make("div", {class: "actions"});
      if (!here.solved && state.more) actions.append(press(words.hint, () => ask("hint")));
      actions.append(press(words.next, () => ask("next")));
      parts.push(actions);
    }
    if (state.note) parts.push(make("p", {class: "soft"}, state.note));
    at("said").classList.toggle("stale", Boolean(one && one.stale && !listed));
    const held = document.activeElement && at("said").contains(document.activeElement) && document.activeElement.closest("#stepping");
    at("said").replaceChildren(...parts);
    if (held && stepping) stepping.root.focus({preventScroll: true});
  }
  function look() {  // what it takes to step through an example is worked out for the one that is looked at
    const one = shown();
    if (one && !one.stale && one.told.traced === false) ask("look", one.name);
  }
  function live() {
    const here = state.exercises.find((e) => e.current), first = shown();
    const text = here.solved ? state.solved[0] : first && !first.stale
      ? fill(state.words.live, here.name, here.points, here.max, first.told.misconception || first.title)
      : fill(state.words.done, here.name, here.points, here.max);
    if (!state.judging && at("live").textContent !== text) at("live").textContent = text;
  }
  function waiting(judging) {
    at("bar").hidden = !judging;
    if (judging && !clock) {
      since = Date.now();
      clock = setInterval(() => {
        const seconds = Math.floor((Date.now() - since) / 1000);
        if (seconds) at("score").textContent = `${state.progress} · ${fill(state.words.seconds, seconds)}`;
      }, 500);
    } else if (!judging && clock) {
      clearInterval(clock);
      clock = null;
    }
  }
  function draw() {
    header();
    properties();
    const all = JSON.stringify([listed, shown(), state.hints, state.note, state.solved, state.finish, state.todo, state.ready, state.current,
      state.exercises]);
    if (all !== drawn) {
      const [x, y] = [scrollX, scrollY];
      drawn = all;
      article();
      look();
      if (before === state.current) scrollTo(x, y);
      before = state.current;
    }
    live();
    waiting(state.judging);
    at("keys").textContent = (stepping ? `${stepping.words.keys} · ` : "") + fill(state.words.help, state.exercises.length);
  }

  // Keys -------------------------------------------------------------------------------------------------------
  addEventListener("keydown", (event) => {
    if (!state || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (stepping && !listed && stepping.key(event)) return;
    const n = Number(event.key);
    const keys = {j: () => step(1), k: () => step(-1), h: () => ask("hint"), n: () => ask("next"),
      a: () => ask("run"), l: () => { listed = !listed; draw(); }};
    if (n >= 1 && n <= state.exercises.length) go(state.exercises[n - 1].name);
    else if (keys[event.key]) keys[event.key]();
  });

  // The connection to `watch` ------------------------------------------------------------------------------------
  function notice(text) {
    const said = document.querySelector(".unread");
    if (said && said.textContent === text) return;  // a screen reader says it once
    if (said) said.remove();
    if (text) document.querySelector("main").before(make("p", {class: "unread", role: "status"}, text));
  }
  function cut(why) {  // nothing comes: what is shown is what came last
    if (!state) return;
    notice(state.words[why]);
    waiting(false);
  }
  function connect() {
    const events = new EventSource("events");
    events.onmessage = (event) => {
      const next = JSON.parse(event.data);
      if (state && state.current !== next.current) listed = false;
      state = next;
      notice("");
      draw();
    };
    events.addEventListener("end", () => { events.close(); cut("ended"); });
    events.onerror = () => {  // a browser tries again by itself, except after some errors
      cut("lost");
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN);
    };
  }
  connect();
})();
