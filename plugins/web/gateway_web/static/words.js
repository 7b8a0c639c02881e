// The telling: words, ways on, what one carries, and the end as a moment. Text is only ever text.

const $ = (id) => document.getElementById(id);
const make = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};

// The folder keeps a scene's words apart from its ending; a message has both.
function whole(turn) {
  const text = turn.text ?? "", end = turn.ending;
  return !end || text.includes(`— ${end.title} —`) ? text : [text, `— ${end.title} —`, end.text].filter(Boolean).join("\n\n");
}

let told = "", offered = "";

export const who = (s, by) => (by && by !== s.you.name ? `${by}: ` : "");

export function tell(s, turn, back) {
  $("place").textContent = turn?.place ?? "";
  $("title").textContent = turn ? turn.title || turn.place || "" : "A story you play. A tape you keep.";
  $("title").hidden = Boolean(turn) && !$("title").textContent;
  document.title = turn?.title ? `${turn.title} · Tapeway` : "Tapeway";
  $("act").textContent = turn?.said && turn.verb !== "start" ? `${who(s, turn.by)}${turn.said}` : "";
  const text = turn ? whole(turn) : "Choose a way on or say what you do, in your own words. Every turn draws a picture; at the end all of them are yours, on tape.";
  const key = `${turn?.turn}/${text}`;
  if (key !== told) {
    told = key;
    $("words").classList.toggle("finis", Boolean(turn?.ending));
    $("words").replaceChildren(...text.split(/\n{2,}/).map((part) => make("p", { textContent: part, className: /^— .* —$/.test(part) ? "finis-title" : "" })));
  }
  document.body.classList.toggle("back", back);
  document.body.classList.toggle("over", Boolean(s.ended) && !back);
}

export function offer(s, turn, back, press) {
  const list = back ? [{ verb: "rewind", argument: String(turn.turn), label: "Rewind to here", kind: "rewind", key: "R" }, { now: true, label: "Back to now", kind: "now", key: "Esc" }] : ways(s);
  const busy = Boolean(s.acting) && !back;
  const key = JSON.stringify([list, busy, [...s.votes]]);
  if (key === offered) return;
  const at = document.activeElement?.closest("#choices") ? [...$("choices").children].indexOf(document.activeElement) : -1;
  offered = key;
  $("choices").classList.toggle("busy", busy);
  $("choices").setAttribute("aria-busy", String(busy));
  $("choices").replaceChildren(...list.map((way, index) => choice(s, way, index, busy, press)));
  if (at >= 0) ($("choices").children[Math.min(at, list.length - 1)] ?? $("words")).focus({ preventScroll: true });
}

function ways(s) {
  if (s.running || (s.ended && s.ended.ending.kind !== "ejected")) return s.buttons;
  const play = { verb: "start", argument: document.querySelector("main").dataset.world, label: s.ended ? "Play again" : "Play", kind: "start" };
  return s.ended ? [{ verb: "film", argument: "", label: "Watch the film", kind: "film" }, play] : [play];
}

function choice(s, way, index, busy, press) {
  const voices = [...s.votes.values()].filter((v) => v.button === way.id);
  const mine = s.votes.get(s.you.id)?.button === way.id && way.id;
  const button = make("button", { type: "button", className: `way ${/^[a-z]+$/.test(way.kind) ? way.kind : ""}` });
  button.append(make("kbd", { textContent: way.key?.length < 4 && way.kind !== "go" && (way.verb || way.now) ? way.key : index + 1 }), make("span", { className: "label", textContent: way.label }));
  if (["look", "use", "risk", "speak"].includes(way.kind)) button.append(make("span", { className: "kind", textContent: way.kind }));
  if (voices.length) button.append(make("span", { className: "voices", textContent: `${voices.length} · ${voices.map((v) => v.by).join(", ")}` }));
  if (mine) button.setAttribute("aria-pressed", "true");
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
  if (Array.isArray(turn?.inventory) && turn.inventory.length) {
    const things = make("ul", {}, ...turn.inventory.map((thing) => make("li", { textContent: String(thing) })));
    things.setAttribute("aria-label", "You carry");
    parts.push(things);
  }
  $("vitals").replaceChildren(...parts);
}

export function note(s, press) {
  const nodes = s.note ? [s.note] : [];
  for (const button of s.noteButtons ?? []) {
    const verb = make("button", { type: "button", textContent: button.label, className: "grave" });
    verb.onclick = () => press(button);
    nodes.push(" ", verb);
  }
  $("note").replaceChildren(...nodes);
}

// What the run left behind: its tape first, then its film.
let shelf = "";
export function takeHome(s, address, back) {
  const reels = back ? [] : ["tape", "film"].map((kind) => s.reels.filter((r) => r.kind === kind && r.turn === s.head).at(-1)).filter(Boolean);
  const key = JSON.stringify([reels, s.life]);
  if (key === shelf) return;
  shelf = key;
  $("takehome").hidden = !reels.length;
  $("takehome").replaceChildren(...reels.map((reel) => {
    const link = make("a", { href: `${address(reel.path)}&download`, className: reel.kind, textContent: `Keep the ${reel.kind} · ${(reel.size / 1e6).toFixed(1)} MB` });
    link.setAttribute("download", "");
    return link;
  }));
}
