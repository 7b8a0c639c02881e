// Everything by keyboard: numbers, arrows, letters; nothing while somebody types.

import { $ } from "./wire.js";

const ways = () => [...document.querySelectorAll("#choices .way, #shelf:not([hidden]) .way")];

export function listen({ back, step, deck, rewind }) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { document.activeElement?.blur(); return back(); }
    if (event.target.matches("input, select, textarea, video")) return;
    const list = ways(), at = list.indexOf(document.activeElement);
    const does = {
      ArrowDown: () => list[(at + 1) % list.length]?.focus(),
      ArrowUp: () => list[(Math.max(at, 0) - 1 + list.length) % list.length]?.focus(),
      ArrowLeft: () => step(-1), ArrowRight: () => step(1),
      Enter: () => { if (event.target.matches("button, a") || $("say").hidden) return false; $("line").focus(); },
      "/": () => ($("say").hidden ? false : $("line").focus()),
      t: () => deck("tape"), f: () => deck("film"), e: () => deck("eject"), r: rewind,
      "?": () => $("keys-dialog").showModal(),
    };
    const digit = /^[1-9]$/.test(event.key) ? () => list[Number(event.key) - 1]?.click() : null;
    const todo = digit ?? does[event.key];
    if ((event.repeat && digit) || !todo) return;
    if (todo() !== false) event.preventDefault();
  });
}
