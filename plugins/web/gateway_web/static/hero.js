// Who you play: a picture is chosen, dropped or pasted, sent, seen by everybody, and taken away.

import { $, newId, sendFile } from "./wire.js";

const KINDS = ["image/png", "image/jpeg", "image/webp"], MOST = 20_000_000;

export class Hero {
  // `shown` says where the picture is in a width; `away` asks for it to be taken away.
  constructor(room, { shown, away }) {
    this.room = room; this.shown = shown; this.version = null; this.life = ""; this.asked = ""; this.told = false;
    $("hero-choose").onclick = () => $("hero-file").click();
    $("hero-file").onchange = () => { const [file] = $("hero-file").files; $("hero-file").value = ""; if (file) this.send(file); };
    $("hero-away").onclick = () => { $("hero-choose").focus(); away(this.ask("Taking it away…")); };
    const dialog = $("room-dialog"), drop = $("hero");
    dialog.addEventListener("paste", (event) => { if (this.take(event.clipboardData)) event.preventDefault(); });
    dialog.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const over of ["dragleave", "drop"]) dialog.addEventListener(over, () => drop.classList.remove("over"));
    dialog.addEventListener("drop", (event) => { event.preventDefault(); this.take(event.dataTransfer); });
  }

  take(brought) {
    const file = [...(brought?.files ?? [])][0];
    if (file) this.send(file);
    return Boolean(file);
  }

  draw(s) {
    if (s.hero === this.version && s.life === this.life) return;
    this.version = s.hero; this.life = s.life;
    for (const picture of [$("hero-picture"), $("who-picture")]) {
      if (s.hero) picture.src = this.shown(s.hero, picture.dataset.width);
      else picture.removeAttribute("src");
    }
    for (const there of ["hero-picture", "hero-away", "who"]) $(there).hidden = !s.hero;
    $("hero-none").hidden = Boolean(s.hero);
    $("hero-choose").textContent = s.hero ? "Send another" : "Send a picture";
  }

  // What is answered to a picture stands where it was sent from.
  hear(entry) {
    if (!this.asked || entry.kind !== "notice" || !entry.key?.endsWith(`:${this.asked}:notice`)) return;
    this.told = true;
    this.say(entry.text ?? "");
  }

  ask(text) {
    this.asked = newId(); this.told = false;
    this.say(text);
    return this.asked;
  }

  say(text) { $("hero-note").textContent = text; }

  async send(file) {
    if (!KINDS.includes(file.type)) return this.say("That is no PNG, JPEG or WebP picture.");
    if (file.size > MOST) return this.say("A picture has at most 20 MB. Send a smaller one.");
    const click = this.ask(`Sending ${file.name || "the picture"}…`), bar = $("hero-bar");
    bar.hidden = false; bar.value = 0; $("hero-choose").disabled = true;
    try {
      // Read first: what is sent again has to be what was chosen.
      const body = new Blob([await file.arrayBuffer()], { type: file.type });
      await sendFile(`/r/${this.room}/hero?id=${click}`, body, (share) => { bar.value = share; }, () => this.say("No signal. Trying again…"));
      if (!this.told) this.say("It is here. It is looked at when its turn comes.");
    } catch (error) {
      this.say(error.message);
    } finally {
      bar.hidden = true; $("hero-choose").disabled = false; $("hero-choose").focus();
    }
  }
}
