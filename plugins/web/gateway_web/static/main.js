// The page: one state, drawn after every entry; clicks, keys and dialogs become acts.

import { begin, apply, branch } from "./story.js";
import { $, make, open, act, post } from "./wire.js";
import { Screen, eject } from "./screen.js";
import { who, tell, offer, vitals, note, people, takeHome } from "./words.js";
import { shelve } from "./worlds.js";
import { listen } from "./keys.js";
import { Hero } from "./hero.js";

const room = document.querySelector("main").dataset.room;
const seed = JSON.parse($("seed").textContent);
let story = begin(seed), looking = null, sending = 0, browsing = false, asked = false;

const screen = new Screen(room, look);
const hero = new Hero(room, {
  shown: (version, width) => `${screen.address("images/hero.png", width)}&v=${version}`,
  away: (id) => send({ id, verb: "hero", argument: "off" }),
});

function draw(fresh = false) {
  const turns = branch(story);
  if (looking !== null && !turns.some((t) => t.turn === looking)) looking = null;
  const back = looking !== null && looking !== story.head;
  const turn = story.turns.get(back ? looking : story.head);
  const starting = story.acting?.verb === "start";
  if (story.running || starting) browsing = false;
  document.body.classList.toggle("empty", !turn && !starting);
  document.body.classList.add("drawn");
  screen.draw(story, turn, turns, fresh && !back);
  tell(story, turn, back);
  const ways = offer(story, turn, back, browsing, press);
  shelve(story.worlds, ways + 1, browsing || (!turn && !starting), press);
  vitals(turn);
  note(story, doing(back) ?? story.note, press);
  people(story);
  hero.draw(story);
  takeHome(story, (path) => screen.address(path), back);
  eject(story.progress);
  modes(turn, back);
  count();
  $("say").hidden = back || !story.running || story.settings.players === "vote";
  $("deck").hidden = story.head === null;
  $("deck").querySelector("[data-verb=eject]").disabled = !story.running;
}

function modes(turn, back) {
  const waiting = story.acting || sending > 0;
  const mode = back ? "REW ◀◀" : story.progress ? (story.progress.text?.startsWith("FILMING") ? "REC ●" : "EJECT ▲") : waiting ? "REC ●" : story.drawing ? "TRACKING" : story.running ? "PLAY ▶" : "STOP ■";
  $("osd-mode").textContent = mode;
  $("osd-count").textContent = turn ? `RUN ${turn.run}  ${String(turn.number ?? 0).padStart(4, "0")}` : "";
  document.body.classList.toggle("waiting", Boolean(waiting));
  document.body.classList.toggle("drawing", Boolean(story.drawing) && !back);
}

// What somebody does, until its words begin to come and it stands above them.
function doing(back) {
  if (!story.acting || back) return null;
  const { by, said, verb } = story.acting;
  return story.telling ? "" : verb === "start" ? "The tape is threaded…" : `${who(story, by)}${said || "…"}`;
}

// A vote that closes, a silence that is an answer: the same clock for everybody in the room.
function count() {
  const now = story.window ?? story.silence, left = now ? Math.max(0, now.until - Date.now()) : 0;
  $("window").hidden = !now || Boolean(story.acting);
  if (!now) return;
  $("window-word").textContent = `${now.word} in ${Math.ceil(left / 1000)} s`;
  $("window-bar").value = left / (now.seconds * 10);
}

function look(turn) {
  looking = turn === story.head ? null : turn;
  draw();
}

async function send(what) {
  sending += 1;
  asked = true;
  draw();
  try {
    await act(room, what);
  } catch (error) {
    story.note = error.message;
  } finally {
    sending -= 1;
    draw();
    if (story.note) answered();
  }
}

// Whoever asked is shown the answer; nobody else's reading moves.
function answered() {
  if (asked) $("note").scrollIntoView({ block: "nearest", behavior: "instant" });
  asked = false;
}

function press(way) {
  if (way.now) return look(story.head);
  if (way.shelf) return browse(!browsing);
  if (story.acting) return;
  if (way.verb === "rewind") looking = null;
  if (way.id) return send({ verb: "choose", button: way.id });
  if (way.verb) return send({ verb: way.verb, argument: way.argument ?? "" });
  return send({ verb: "choose", argument: way.key });
}

function browse(on) {
  browsing = on;
  draw();
  if (on) $("worlds").querySelector("button")?.focus();
}

async function deck(verb) {
  if (story.head === null || (verb === "eject" && !story.running)) return;
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

function step(by) {
  const turns = branch(story), at = turns.findIndex((t) => t.turn === (looking ?? story.head));
  const next = turns[Math.max(0, Math.min(turns.length - 1, at + by))];
  if (next) look(next.turn);
}

// ------------------------------------------------------------------------------- what one does

$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const line = $("line").value.trim();
  if (!line || story.acting) return;
  $("line").value = "";
  const command = /^\/(\w+)\s*([^]*)$/.exec(line);
  if (/^\/hero$/i.test(line)) return openRoom();
  send(command ? { verb: command[1].toLowerCase(), argument: command[2] } : { verb: "say", argument: line });
});

for (const button of document.querySelectorAll("[data-verb]")) button.onclick = () => deck(button.dataset.verb);
$("open-codes").onclick = () => $("codes-dialog").showModal();
$("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  coded(event.submitter?.value ?? "watch", $("code").value.trim());
});
for (const button of document.querySelectorAll("[data-code]")) {
  const [verb, what] = button.dataset.code.split(" ");
  button.onclick = () => coded(verb, what ?? $("code").value.trim());
}
for (const button of $("codes-dialog").querySelectorAll("[data-verb]")) button.addEventListener("click", () => $("codes-dialog").close());

// What is answered stands on the page, so the dialog makes room for it.
function coded(verb, argument) {
  $("codes-dialog").close();
  send({ verb, argument });
}

$("open-keys").onclick = () => $("keys-dialog").showModal();

const SETTINGS = { players: "anyone", vote_seconds: 20, pace: "relaxed", pace_seconds: 60, look: "vhs", film: "still" };
$("open-room").onclick = $("who").onclick = openRoom;
function openRoom() {
  const now = { ...SETTINGS, ...story.settings };
  for (const name in SETTINGS) $(name).value = now[name];
  $("name").value = story.you.name;
  $("invite").hidden = !story.you.host;
  hero.say("");
  $("room-dialog").showModal();
}
for (const name in SETTINGS) {
  $(name).onchange = (event) => { if (event.target.reportValidity()) send({ verb: "settings", argument: `${name} ${event.target.value}` }); };
}
$("settings-form").addEventListener("submit", (event) => event.preventDefault());

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
    $("invitation").replaceChildren("Whoever has this link can play: ", make("a", { href: link, textContent: link }));
  } catch (error) { $("invitation").textContent = error.message; }
};

listen({
  step,
  deck,
  back: () => (browsing ? browse(false) : looking === null ? undefined : look(story.head)),
  rewind: () => { if (looking !== null) press({ verb: "rewind", argument: String(looking) }); },
});

// ------------------------------------------------------------------------------- what comes in

open(room, seed, {
  entry(entry) {
    const coming = story.telling;
    apply(story, entry);
    hero.hear(entry);
    if (entry.kind === "words") looking = null, asked = false;
    draw(entry.kind === "segment");
    if (entry.kind === "notice") answered();
    // New words are read from their beginning, whole ones from wherever one has come to.
    const begins = !coming && (entry.kind === "words" || story.telling);
    if (begins && $("line") !== document.activeElement) scrollTo({ top: 0, behavior: "instant" });
  },
  async reset() {
    const fresh = await (await fetch(`/r/${room}/state`)).json();
    story = begin(fresh);
    draw();
    return fresh.id;
  },
  state(there) { $("line-state").textContent = there ? "" : "No signal. Trying again…"; },
});
setInterval(count, 250);
draw();
