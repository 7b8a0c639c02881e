// The shelf: every world a tape in its sleeve, to choose before the first turn and after an ending.

import { $, make } from "./wire.js";

const HUES = 8, MOTIFS = 4;
let shown = "";

// A world comes in the colours of its name; two on one shelf never in the same while there are others.
function hues(worlds) {
  const taken = new Set();
  return worlds.map(({ name }) => {
    let hue = 7;
    for (const c of name) hue = (hue * 31 + c.codePointAt(0)) >>> 0;
    for (hue %= HUES; taken.has(hue) && taken.size < HUES;) hue = (hue + 1) % HUES;
    taken.add(hue);
    return hue;
  });
}

export function titled(worlds, name) {
  return worlds.find((w) => w.name === name)?.title ?? name;
}

export function shelve(worlds, first, open, press) {
  $("shelf").hidden = !open;
  const key = open ? JSON.stringify([worlds, first]) : "";
  if (key === shown) return;
  shown = key;
  $("worlds").replaceChildren(...(open ? cards(worlds, first, press) : []));
}

function cards(worlds, first, press) {
  const colours = hues(worlds);
  return worlds.map((world, index) => card(world, first + index, `hue-${colours[index]} motif-${index % MOTIFS}`, press));
}

function card(world, number, sleeve, press) {
  const cover = make("span", { className: "cover" }, make("span", { className: "sun" }), make("b", { textContent: world.title }), make("i", { textContent: "VHS · hi-fi" }));
  const text = make("span", { className: "blurb", textContent: world.summary });
  const button = make("button", { type: "button", className: `way world ${sleeve}` }, make("kbd", { textContent: number }), cover, text);
  button.onclick = () => press({ verb: "start", argument: world.name });
  return button;
}
