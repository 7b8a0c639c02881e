// What a room shows, as a plain value; `apply` is the one account of what each entry changes.

export function begin(seed) {
  const now = seed.state;
  const s = {
    turns: new Map(), head: null, run: null, running: false, buttons: [], acting: null, drawing: false,
    votes: new Map(), window: null, silence: null, note: null, noteButtons: [], reels: [], ended: null,
    people: seed.people, progress: seed.progress, you: seed.you, worlds: seed.worlds, ticket: seed.ticket,
    life: seed.life, behind: Date.now() - seed.now, settings: now.settings, world: now.world, telling: null, watched: null, hero: null,
  };
  for (const t of seed.turns) s.turns.set(t.turn, { ...t, path: t.image, told: true });
  if (now.turn !== null && s.turns.has(now.turn)) {
    s.head = now.turn; s.run = now.run; s.running = now.running;
    if (now.running) s.buttons = now.choices.map((c) => ({ key: c.key, label: c.label, kind: c.kind, hint: c.hint ?? "" }));
    const last = s.turns.get(now.turn);
    // A run that stands still without an ending was ejected, here or where it was brought from.
    if (last.ending || !now.running) s.ended = { run: now.run, ending: last.ending ?? { kind: "ejected", title: "Ejected" } };
  }
  for (const entry of seed.entries) apply(s, entry);
  s.progress = seed.progress; s.hero = seed.hero;
  // What somebody changed since the last turn is newer than what that turn was told with.
  s.settings = { ...s.settings, ...now.settings };
  return s;
}

const HANDLE = {
  act(s, e) {
    if (!s.turns.get(e.turn)?.told) {
      s.acting = { turn: e.turn, by: e.by, said: e.said, verb: e.verb };
    }
    const known = s.turns.get(e.turn) ?? { turn: e.turn };
    s.turns.set(e.turn, { ...known, run: e.run, parent: e.parent, by: e.by, said: e.said, verb: e.verb });
    s.settings = e.settings; s.world = e.world; s.window = null; s.silence = null; s.votes = new Map(); s.note = null;
  },
  failed(s) { s.acting = s.telling = null; },
  telling(s, e) { if (s.acting) s.telling = e.text; },
  words(s, e) {
    const known = s.turns.get(e.turn) ?? { turn: e.turn, parent: s.run === e.run ? s.head : null };
    const turn = { ...known, run: e.run, number: e.number, title: e.title, place: e.place, health: e.health,
      inventory: e.inventory, ending: e.ending, text: e.text, told: true };
    // Words that are told again come with a sentence before them.
    const again = known.told && e.text !== known.text && e.text.endsWith(known.text);
    if (again) turn.text = known.text;
    s.turns.set(e.turn, turn);
    s.watched = null;
    s.head = e.turn; s.run = e.run; s.buttons = e.buttons ?? []; s.acting = s.telling = null;
    s.drawing = !turn.path; s.running = !e.ending; s.votes = new Map(); s.window = null;
    s.ended = e.ending ? { run: e.run, ending: e.ending } : null;
    s.note = again ? e.text.slice(0, -known.text.length).trim() : null;
    s.progress = null;
    s.silence = again ? null : waiting(s, e);
  },
  picture(s, e) {
    s.progress = null;
    const t = s.turns.get(e.turn);
    if (t) s.turns.set(e.turn, { ...t, path: e.path, alt: e.alt });
    // The clock runs from the moment the turn is kept, and its picture comes with that.
    if (e.turn === s.head) { s.drawing = false; s.silence = waiting(s, e); }
  },
  segment(s, e) {
    const t = s.turns.get(e.turn);
    if (t) s.turns.set(e.turn, { ...t, segment: e.path });
  },
  tape(s, e) { keep(s, e); },
  film(s, e) { keep(s, e); },
  deleted(s, e) { s.reels = s.reels.filter((r) => r.path !== e.path); },
  notice(s, e) { s.note = e.text; s.noteButtons = e.buttons ?? []; s.progress = null; s.drawing = false; },
  progress(s, e) { s.progress = e; },
  hero(s, e) { s.hero = e.version; },
  people(s, e) { s.people = e.names; },
  settings(s, e) {
    const changed = ["pace", "pace_seconds"].some((name) => s.settings[name] !== e.settings[name]);
    s.settings = { ...s.settings, ...e.settings };
    if (changed) s.silence = waiting(s, e);
  },
  vote(s, e) {
    s.votes.set(e.person, { by: e.by, button: e.button });
    if (e.seconds && !s.window) s.window = { word: "The vote closes", until: e.at + s.behind + e.seconds * 1000, seconds: e.seconds };
  },
  ended(s, e) {
    if (e.run !== s.run) return;
    s.running = false; s.silence = null; s.window = null; s.ended = { run: e.run, ending: e.ending };
    if (e.ending.kind === "ejected") s.buttons = [];
  },
};

function waiting(s, e) {
  const { pace, pace_seconds: seconds } = s.settings;
  if (!s.running || !e.at || !(pace === "countdown" || pace === "auto")) return null;
  const word = pace === "auto" ? "The story plays on" : "Silence is an answer";
  return { word, until: e.at + s.behind + seconds * 1000, seconds };
}

function keep(s, e) {
  s.progress = null;
  // Something from elsewhere is looked at; it is none of this room's own.
  if (e.path?.startsWith("watched/")) { s.watched = e; return; }
  s.reels = s.reels.filter((r) => r.path !== e.path).concat({ kind: e.kind, path: e.path, run: e.run, turn: e.turn, alt: e.alt, size: e.size, at: e.at });
  s.progress = null;
}

const QUIET = new Set(["notice", "hero", "people", "progress", "telling", "vote", "settings"]);

export function apply(s, entry) {
  HANDLE[entry.kind]?.(s, entry);
  if (!QUIET.has(entry.kind)) s.noteButtons = [];
}

export function branch(s) {
  const found = [];
  for (let t = s.turns.get(s.head); t; t = s.turns.get(t.parent)) {
    found.push(t);
    if (t.parent === null || t.parent === undefined || t.parent >= t.turn) break;
  }
  return found.reverse();
}
