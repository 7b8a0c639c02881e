// The page: one state, drawn after every entry; clicks, keys and dialogs become acts.

import { begin, apply, branch } from "./story.js";
import { open, act, post } from "./wire.js";
import { Screen, eject } from "./screen.js";
import { who, tell, offer, vitals, note, takeHome } from "./words.js";

const $ = (id) => document.getElementById(id);
const room = document.querySelector("main").dataset.room;
const seed = JSON.parse($("seed").textContent);
let story = begin(seed), looking = null, sending = 0;

const screen = new Screen(room, look);

function draw(fresh = false) {
  const turns = branch(story);
  if (looking !== null && !turns.some((t) => t.turn === looking)) looking = null;
  const back = looking !== null && looking !== story.head;
  const turn = story.turns.get(back ? looking : story.head);
  screen.draw(story, turn, turns, fresh && !back);
  tell(story, turn, back);
  offer(story, turn, back, press);
  vitals(turn);
  note(story, press);
  takeHome(story, (path) => screen.address(path), back);
  eject(story.progress);
  modes(turn, back);
  $("people").textContent = story.people.length > 1 ? `Here: ${story.people.join(", ")}` : "";
  $("say").hidden = back || !story.running;
  $("deck").hidden = story.head === null;
  $("deck").querySelector("[data-verb=eject]").disabled = !story.running;
  $("window").hidden = !story.window;
  document.body.classList.toggle("empty", !turn);
}

function modes(turn, back) {
  const waiting = story.acting || sending > 0;
  const mode = back ? "REW ◀◀" : story.progress ? "EJECT ▲" : waiting ? "REC ●" : story.drawing ? "TRACKING" : story.running ? "PLAY ▶" : "STOP ■";
  $("osd-mode").textContent = mode;
  $("osd-count").textContent = turn ? `RUN ${turn.run}  ${String(turn.number ?? 0).padStart(4, "0")}` : "";
  document.body.classList.toggle("waiting", Boolean(waiting));
  if (story.acting && !back) {
    const { by, said, verb } = story.acting;
    $("note").textContent = verb === "start" ? "The tape is threaded…" : `${who(story, by)}${said || "…"}`;
  }
}

function look(turn) {
  looking = turn === story.head ? null : turn;
  draw();
}

async function send(what) {
  sending += 1;
  draw();
  try {
    await act(room, what);
  } catch (error) {
    story.note = error.message;
  } finally {
    sending -= 1;
    draw();
  }
}

async function press(way) {
  if (way.now) return look(story.head);
  if (story.acting && !way.verb) return;
  if (way.verb === "rewind") looking = null;
  if (way.id) return send({ verb: "choose", button: way.id });
  if (way.verb) return send({ verb: way.verb, argument: way.argument ?? "" });
  return send({ verb: "choose", argument: way.key });
}

async function deck(verb) {
  if (verb === "eject" && !(await sure("Eject this run?", "It ends here, and you get its tape.", "Eject"))) return;
  $("room-dialog").close();
  send({ verb });
}

function sure(head, text, yes) {
  $("sure-head").textContent = head; $("sure-text").textContent = text; $("sure-yes").textContent = yes;
  const dialog = $("sure-dialog");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

// ------------------------------------------------------------------------------- what one does

$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const line = $("line").value.trim();
  if (!line || story.acting) return;
  $("line").value = "";
  const command = /^\/(\w+)\s*([^]*)$/.exec(line);
  send(command ? { verb: command[1].toLowerCase(), argument: command[2] } : { verb: "say", argument: line });
});

for (const button of document.querySelectorAll("[data-verb]")) button.onclick = () => deck(button.dataset.verb);
$("open-keys").onclick = () => $("keys-dialog").showModal();
$("open-room").onclick = () => {
  $("name").value = story.you.name;
  $("players").value = story.settings.players ?? "anyone";
  $("pace").value = story.settings.pace ?? "relaxed";
  $("film").value = story.settings.film === false ? "off" : "on";
  $("invite").hidden = !story.you.host;
  $("room-dialog").showModal();
};
for (const name of ["players", "pace", "film"]) {
  $(name).onchange = (event) => {
    const value = event.target.value;
    story.settings = { ...story.settings, [name]: name === "film" ? value === "on" : value };
    send({ verb: "settings", argument: `${name} ${value}` });
  };
}
$("name-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    story.you.name = (await post(`/r/${room}/name`, { name: $("name").value })).name;
    location.reload();
  } catch (error) { $("invitation").textContent = error.message; }
});
$("invite").onclick = async () => {
  try {
    const link = new URL((await post("/rooms", {})).link, location.href).href;
    const anchor = Object.assign(document.createElement("a"), { href: link, textContent: link });
    $("invitation").replaceChildren("Whoever has this link can play: ", anchor);
  } catch (error) { $("invitation").textContent = error.message; }
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("input, select, textarea, video");
  if (event.key === "Escape") { $("line").blur(); return looking === null ? undefined : look(story.head); }
  if (typing) return;
  const ways = [...$("choices").children], at = ways.indexOf(document.activeElement);
  const does = {
    ArrowDown: () => ways[(at + 1) % ways.length]?.focus(),
    ArrowUp: () => ways[(at - 1 + ways.length) % ways.length]?.focus(),
    ArrowLeft: () => step(-1), ArrowRight: () => step(1),
    Enter: () => { if (event.target.matches("button, a")) return false; $("line").focus(); },
    t: () => deck("tape"), f: () => deck("film"), e: () => { if (story.running) deck("eject"); },
    r: () => { if (looking !== null) press({ verb: "rewind", argument: String(looking) }); },
    "?": () => $("keys-dialog").showModal(),
  };
  const digit = /^[1-9]$/.test(event.key) ? () => ways[Number(event.key) - 1]?.click() : null;
  const todo = digit ?? does[event.key];
  if ((event.repeat && digit) || !todo || (/^[tfe]$/.test(event.key) && story.head === null)) return;
  if (todo() !== false) event.preventDefault();
});

function step(by) {
  const turns = branch(story), at = turns.findIndex((t) => t.turn === (looking ?? story.head));
  const next = turns[Math.max(0, Math.min(turns.length - 1, at + by))];
  if (next) look(next.turn);
}

// ------------------------------------------------------------------------------- what comes in

open(room, seed, {
  entry(entry) {
    apply(story, entry);
    if (entry.kind === "words") looking = null;
    draw(entry.kind === "segment");
    if (entry.kind === "words" && $("line") !== document.activeElement) scrollTo({ top: 0, behavior: "instant" });
  },
  async reset() {
    const fresh = await (await fetch(`/r/${room}/state`)).json();
    story = begin(fresh);
    draw();
    return fresh.id;
  },
  state(there) { $("line-state").textContent = there ? "" : "No signal. Trying again…"; },
});
setInterval(() => {
  if (!story.window) return;
  const left = (story.window.until - performance.now()) / (story.window.seconds * 10);
  $("window").firstElementChild.value = Math.max(0, left);
}, 250);
draw();
