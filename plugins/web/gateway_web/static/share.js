// The page of a share: a tape that rolls when it is asked to, a film with its chapters.

import { chapters } from "./player.js";
import { $ } from "./wire.js";

const film = $("film");
if (film) $("chapters").append(chapters(film));

const tape = $("tape"), roll = $("roll");
if (tape && roll) {
  const still = tape.getAttribute("src");
  roll.onclick = () => {
    const moving = roll.getAttribute("aria-pressed") !== "true";
    tape.src = moving ? tape.dataset.moving : still;
    roll.setAttribute("aria-pressed", String(moving));
    roll.textContent = moving ? "Stop the tape" : "Play the tape";
  };
  // Who asked for little movement starts it; for everybody else it just plays.
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) roll.click();
}
