// The stage: the picture that fades in over the last one, the moment as film, the filmstrip.

import { $, make } from "./wire.js";
import { film } from "./player.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const WIDTHS = [320, 640, 960, 1280];

export class Screen {
  constructor(room, look) {
    this.room = room; this.look = look; this.shown = ""; this.inside = ""; this.filmed = new Set(); this.strip = ""; this.lit = "";
    $("again").onclick = () => this.film(this.current, true);
  }

  address(path, width) {
    return `/r/${this.room}/m/${path}?${width ? `w=${width}&` : ""}t=${this.ticket}`;
  }

  draw(s, turn, turns, fresh) {
    this.ticket = s.ticket; this.life = s.life; this.current = turn;
    const reel = s.ended && turn?.turn === s.head ? s.reels.filter((r) => r.turn === s.head).at(-1) : null;
    this.reel(reel, turn);
    this.picture(turn);
    this.frames(turns, turn, turns.length + Number(Boolean(s.acting)));
    this.glow(turn);
    $("again").hidden = Boolean(reel) || !turn?.segment || !turn.path;
    if (fresh && turn?.segment && turn.turn === s.head && turn.path && !calm.matches) this.film(turn, false);
  }

  async picture(turn) {
    const path = turn?.path ?? "", still = $("still");
    const key = path && `${path}@${this.life}`;
    if (key === this.shown || (turn && !path && turn.told)) return;
    this.shown = key;
    this.stop();
    if (!path) return still.replaceChildren();
    const image = new Image();
    image.sizes = "(min-width: 64rem) 60vw, 100vw";
    image.srcset = WIDTHS.slice(1).map((width) => `${this.address(path, width)} ${width}w`).join(", ");
    image.alt = turn.alt ?? "";
    await image.decode().catch(() => {});
    if (this.shown !== key) return;
    const old = [...still.children];
    for (const gone of old) gone.setAttribute("aria-hidden", "true");
    still.append(image);
    // The old picture goes only after the new one began to show, however busy the machine is.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      image.classList.add("in");
      setTimeout(() => old.forEach((gone) => gone.remove()), calm.matches ? 0 : 1200);
    }));
  }

  // The room takes on the light of its picture: the strip's own, blurred once and small, then stretched.
  async glow(turn) {
    const src = turn?.path ? this.address(turn.path, 320) : "", glow = $("glow");
    if (src === this.lit) return;
    this.lit = src;
    glow.classList.toggle("lit", Boolean(src));
    const image = make("img", { src });
    const there = await image.decode().then(() => true, () => false);
    if (!there || src !== this.lit) return;
    const paint = Object.assign(glow.getContext("2d"), { filter: "blur(4px) saturate(1.3)" });
    paint.drawImage(image, -8, -6, glow.width + 16, glow.height + 12);
  }

  // The run is over: its tape plays where its pictures were.
  reel(reel, turn) {
    const key = reel ? `${reel.path}@${this.life}` : "", tray = $("tray");
    if (key === this.inside) return;
    this.inside = key;
    tray.hidden = !reel;
    if (!reel) return tray.replaceChildren();
    this.stop();
    const src = this.address(reel.path), poster = turn?.path ? this.address(turn.path, 1280) : "";
    tray.replaceChildren(reel.kind === "film"
      ? film(src, { label: "The film of this run", poster })
      : make("img", { src, alt: reel.alt || "The tape of this run: all its frames, one after another" }));
  }

  film(turn, asked) {
    if (!turn?.segment || (!asked && this.filmed.has(turn.segment))) return;
    this.filmed.add(turn.segment);
    this.stop();
    const video = make("video", { src: this.address(turn.segment), muted: true, playsInline: true, autoplay: true, className: "moment" });
    video.setAttribute("aria-label", "The moment, as film");
    video.onplaying = () => video.classList.add("in");
    video.onended = video.onerror = () => { video.classList.remove("in"); setTimeout(() => video.remove(), 600); };
    $("still").after(video);
    video.play().catch(() => video.remove());
  }

  stop() { for (const video of $("screen").querySelectorAll("video.moment")) video.remove(); }

  frames(turns, at, count) {
    const there = turns.filter((t) => t.path), strip = $("strip");
    const key = JSON.stringify([this.life, there.map((t) => t.path)]);
    // There before the second picture is, or that would push down what is being read.
    strip.hidden = !there.length || count < 2;
    if (key !== this.strip) {
      this.strip = key;
      const known = new Map([...strip.children].map((b) => [b.dataset.path + b.dataset.life, b]));
      strip.replaceChildren(...there.map((t) => known.get(t.path + this.life) ?? this.thumb(t)));
    }
    for (const button of strip.children) {
      const here = Number(button.dataset.turn) === at?.turn;
      if (here && button.getAttribute("aria-current") !== "true") {
        const room = button.offsetLeft - strip.clientWidth / 2 + button.clientWidth / 2;
        strip.scrollTo({ left: room, behavior: calm.matches ? "auto" : "smooth" });
      }
      button.setAttribute("aria-current", String(here));
    }
  }

  thumb(t) {
    const image = make("img", { width: 160, height: 90, loading: "lazy", alt: "", src: this.address(t.path, 320) });
    const number = make("span", { textContent: t.number });
    number.setAttribute("aria-hidden", "true");
    const button = make("button", { type: "button" }, image, number);
    Object.assign(button.dataset, { turn: t.turn, path: t.path, life: this.life });
    button.setAttribute("aria-label", `Frame ${t.number}: ${t.title || t.place || "look back"}`);
    button.onclick = () => this.look(t.turn);
    return button;
  }
}

export function eject(progress) {
  $("ejector").hidden = !progress;
  if (!progress) return;
  const word = (progress.text ?? "").replace(/[▀-▟]+/g, "").trim(), share = Math.round((progress.share ?? 0) * 100);
  if ($("ejector-word").textContent !== word) $("ejector-word").textContent = word;
  $("ejector-bar").value = share;
  $("ejector-share").textContent = `${String(share).padStart(3, "0")} %`;
}
