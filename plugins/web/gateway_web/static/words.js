// The telling: words, ways on, what one carries, and the end as a moment. Text is only ever text.

import { $, make } from "./wire.js";
import { chapters, film } from "./player.js";
import { titled } from "./worlds.js";

let told = "", offered = "", finished = "", kept = "", noted = "";

export const who = (s, by) => (by && by !== s.you.name ? `${by}: ` : "");

// A message has its ending in its text; the page tells the two apart.
function scene(turn) {
  const text = turn.text ?? "", end = turn.ending;
  const at = end ? text.indexOf(`— ${end.title} —`) : -1;
  if (at < 0) return text;
  const after = text.slice(at).replace(`— ${end.title} —`, "").replace(end.text ?? "", "");
  return [text.slice(0, at).trim(), after.trim()].filter(Boolean).join("\n\n");
}

// Paragraphs that stay as they are where they can, so that what is marked stays marked.
function fill(node, text) {
  const parts = text ? text.split(/\n{2,}/) : [];
  while (node.children.length > parts.length) node.lastElementChild.remove();
  parts.forEach((part, at) => {
    const p = node.children[at] ?? node.appendChild(make("p"));
    if (p.textContent !== part) p.textContent = part;
  });
}

// Before the first words: what this is, and once a tape is chosen what is on it.
function prologue(s) {
  const world = s.acting && s.worlds.find((w) => w.title === s.world);
  if (world) return { title: world.title, text: world.summary };
  return { title: "A story you play. A tape you keep.", text: "Choose a way on, or say what you do in your own words. Every turn draws a picture. At the end they are all yours, on one tape." };
}

// Words that are still coming are for the eye alone; the whole of them is read out, once.
export function tell(s, turn, back) {
  const coming = back ? "" : s.telling ?? "";
  document.body.classList.toggle("coming", Boolean(coming));
  fill($("coming"), coming);
  const begun = turn ? null : prologue(s);
  const title = turn ? turn.title || turn.place || "" : begun.title;
  const place = turn?.place && !title.startsWith(turn.place) ? turn.place : "";
  $("place").textContent = turn || coming ? [titled(s.worlds, s.world), coming ? "" : place].filter(Boolean).join(" · ") : "";
  $("title").textContent = title;
  $("title").hidden = !title;
  document.title = turn?.title ? `${turn.title} · Tapeway` : "Tapeway";
  const act = coming ? s.acting : turn;
  $("act").textContent = act?.said && act.verb !== "start" ? `${who(s, act.by)}${act.said}` : "";
  const text = coming ? "" : turn ? scene(turn) : begun.text;
  const key = `${turn?.turn}/${text}`;
  if (key !== told) {
    told = key;
    $("words").replaceChildren();
    fill($("words"), text);
  }
  finale(s, coming ? null : turn, back || Boolean(coming));
  document.body.classList.toggle("back", back);
  document.body.classList.toggle("ejected", s.ended?.ending.kind === "ejected" && !back && !coming);
}

function finale(s, turn, back) {
  const end = turn?.ending ?? (s.ended && !back && s.ended.ending.kind === "ejected" ? s.ended.ending : null);
  const key = JSON.stringify([end, turn?.turn]);
  $("finale").hidden = !end;
  if (key === finished) return;
  finished = key;
  if (!end) return $("finale").replaceChildren();
  const over = end.kind === "ejected" ? "Tape out" : "The end";
  $("finale").className = `finale ${["good", "bad", "ejected"].includes(end.kind) ? end.kind : ""}`;
  $("finale").replaceChildren(make("p", { className: "curtain", textContent: over }), make("h2", { textContent: end.title }), ...(end.text ? [make("p", { className: "last", textContent: end.text })] : []));
}

export function offer(s, turn, back, open, press) {
  const list = s.telling && !back ? [] : back ? [{ verb: "rewind", argument: String(turn.turn), label: "Rewind to here", kind: "rewind", key: "R" }, { now: true, label: "Back to now", kind: "now", key: "Esc" }] : ways(s, open);
  const busy = Boolean(s.acting) && !back;
  const key = JSON.stringify([list, busy, [...s.votes]]);
  if (key === offered) return list.length;
  const at = document.activeElement?.closest("#choices") ? [...$("choices").children].indexOf(document.activeElement) : -1;
  offered = key;
  $("choices").classList.toggle("busy", busy);
  $("choices").setAttribute("aria-busy", String(busy));
  $("choices").replaceChildren(...list.map((way, index) => choice(s, way, index, busy, press)));
  if (at >= 0) ($("choices").children[Math.min(at, list.length - 1)] ?? $("words")).focus({ preventScroll: true });
  return list.length;
}

function ways(s, open) {
  if (s.running) return s.buttons;
  if (!s.ended) return s.worlds.length ? [] : [{ verb: "start", argument: "", label: "Play", kind: "start" }];
  const again = [{ verb: "film", argument: "", label: "Watch the film", kind: "film" }, { verb: "start", argument: s.worlds.find((w) => w.title === s.world)?.name ?? "", label: "Play again", kind: "start" }];
  const other = { shelf: true, label: open ? "Close the shelf" : "Choose another tape", kind: "other" };
  return [...(s.buttons.length ? s.buttons : again), ...(s.worlds.length > 1 ? [other] : [])];
}

function choice(s, way, index, busy, press) {
  const voices = [...s.votes.values()].filter((v) => v.button === way.id);
  const mine = s.votes.get(s.you.id)?.button === way.id && way.id;
  const button = make("button", { type: "button", className: `way ${/^[a-z]+$/.test(way.kind) ? way.kind : ""}` });
  const keyed = (way.verb === "rewind" || way.now) ? way.key : index + 1;
  button.append(make("kbd", { textContent: keyed }), make("span", { className: "label", textContent: way.label }));
  const kind = ["look", "use", "risk", "speak"].includes(way.kind) ? way.kind : "";
  if (kind || way.hint) button.append(make("span", { className: "kind" }, kind, ...(way.hint ? [make("i", { textContent: way.hint })] : [])));
  if (voices.length) button.append(make("span", { className: "voices", textContent: `${voices.length} · ${voices.map((v) => v.by).join(", ")}` }));
  if (mine) button.setAttribute("aria-pressed", "true");
  if (way.shelf) button.setAttribute("aria-controls", "shelf");
  if (busy) button.setAttribute("aria-disabled", "true");
  button.onclick = () => press(way);
  return button;
}

export function vitals(turn) {
  const parts = [];
  if (typeof turn?.health === "number") {
    const value = Math.max(0, Math.min(100, Math.round(turn.health)));
    const meter = make("meter", { min: 0, max: 100, low: 31, high: 61, optimum: 100, value });
    meter.setAttribute("aria-label", "Health");
    parts.push(make("p", { className: "health" }, make("span", { textContent: "Health" }), meter, make("b", { textContent: value })));
  }
  if (turn) parts.push(make("p", {}, "Turn ", make("b", { textContent: turn.number ?? 0 }), ...(turn.place ? [", ", make("b", { textContent: turn.place })] : [])));
  if (Array.isArray(turn?.inventory) && turn.inventory.length) {
    const things = make("ul", {}, ...turn.inventory.map((thing) => make("li", { textContent: String(thing) })));
    things.setAttribute("aria-label", "You carry");
    parts.push(things);
  }
  $("vitals").replaceChildren(...parts);
}

// A status is read out whenever it changes, so it changes only where it says something else.
export function note(s, text, press) {
  const key = JSON.stringify([text, s.noteButtons]);
  if (key === noted) return;
  noted = key;
  const nodes = text ? [text] : [];
  // What others see by a code that was just made is a page of this house; a run has none.
  const code = text?.match(/\bwatch (\w{4}(?:-\w{4}){3})\b/)?.[1];
  if (code && !text.includes("://")) nodes.push("\n\n", make("a", { href: `/s/${code}`, textContent: "See its page" }));
  for (const button of s.noteButtons ?? []) {
    const verb = make("button", { type: "button", textContent: button.label, className: "grave" });
    verb.onclick = () => press(button);
    nodes.push(" ", verb);
  }
  $("note").replaceChildren(...nodes);
  // A long one is scrolled, by keyboard too.
  $("note").tabIndex = $("note").scrollHeight > $("note").clientHeight ? 0 : -1;
}

export function people(s) {
  const many = s.people.length > 1;
  $("people").replaceChildren(...(many ? [make("span", { className: "count", textContent: `${s.people.length} here` }), make("span", { className: "names", textContent: `Here: ${s.people.join(", ")}` })] : []));
}

// What the run left behind: the tape in hand, then its film.
export function takeHome(s, address, back) {
  const reels = back ? [] : ["tape", "film"].map((kind) => s.reels.filter((r) => r.kind === kind && r.turn === s.head).at(-1)).filter(Boolean);
  const seen = back ? null : s.watched;
  const key = JSON.stringify([reels, s.life, s.ended, seen?.path]);
  if (key === kept) return;
  kept = key;
  $("takehome").hidden = !reels.length && !seen;
  $("takehome").replaceChildren(...(seen ? [elsewhere(seen, address)] : []), ...reels.map((reel) => inHand(s, reel, address)));
}

// What somebody shared, played where one stands; gone once it is taken back.
function elsewhere(seen, address) {
  const src = address(seen.path), label = seen.alt || `A ${seen.kind} from elsewhere`;
  const figure = make("figure", { className: "elsewhere" });
  const gone = () => figure.replaceChildren(make("p", { className: "note", textContent: "That was taken back: there is nothing to see any more." }));
  const shown = seen.kind === "film" ? film(src, { label }) : make("img", { src, alt: label, width: 1280, height: 720 });
  shown.addEventListener("error", gone);
  const keep = make("a", { href: `${src}&download`, className: "keep", textContent: `Keep the ${seen.kind}` });
  keep.setAttribute("download", "");
  figure.append(shown, ...(seen.kind === "film" ? [chapters(shown)] : []), make("figcaption", {}, keep));
  return figure;
}

function inHand(s, reel, address) {
  const size = ` ${(reel.size / 1e6).toFixed(1)} MB`, day = new Date(reel.at ?? Date.now()).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const end = s.ended?.ending.title;
  const label = make("span", { className: "label" }, make("b", { textContent: titled(s.worlds, s.world) }), make("i", { textContent: end && end !== "Ejected" ? end : `Run ${reel.run}` }), make("small", { textContent: day }));
  const keep = make("span", { className: "keep", textContent: `Keep the ${reel.kind}` });
  const shell = make("span", { className: "shell" }, label, make("span", { className: "hub" }), make("span", { className: "hub" }));
  keep.append(make("small", { textContent: size }));
  const link = make("a", { href: `${address(reel.path)}&download`, className: `inhand ${reel.kind}` }, ...(reel.kind === "tape" ? [shell] : []), keep);
  link.setAttribute("download", "");
  return link;
}
