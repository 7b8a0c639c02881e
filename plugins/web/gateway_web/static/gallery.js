// The shelf of tapes and films: a poster becomes what it promises; what is deleted goes.

import { film, chapters } from "./player.js";
import { $, make, post } from "./wire.js";

const room = document.querySelector("main").dataset.room;

function play(poster) {
  const { kind, label } = poster.dataset, still = poster.querySelector("img")?.src ?? "";
  if (kind === "film") {
    const video = film(poster.href, { label, poster: still, autoplay: true });
    poster.replaceWith(video);
    video.after(chapters(video));
    video.focus();
    return;
  }
  const tape = make("img", { className: "tape", src: poster.href, alt: poster.dataset.alt });
  poster.replaceWith(tape);
}

for (const poster of document.querySelectorAll("a.poster")) {
  poster.addEventListener("click", (event) => { event.preventDefault(); play(poster); });
}

// A code for what stands here, and taking it back.
for (const button of document.querySelectorAll("[data-share]")) button.onclick = () => share(button);

async function share(button) {
  const path = button.dataset.share, said = button.closest("li").querySelector(".said");
  try {
    if (button.getAttribute("aria-pressed") === "true") {
      await post(`/r/${room}/unshare`, { path });
      said.textContent = "Taken back: nobody can see it by its code any more.";
      mark(button, false);
      return;
    }
    const { code, link } = await post(`/r/${room}/share`, { path });
    const open = make("a", { href: link, textContent: link });
    said.replaceChildren("Whoever has this link can watch it: ", open, ` In a chat: watch ${code}`);
    mark(button, true);
  } catch (error) { said.textContent = error.message; }
}

function mark(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? "Take it back" : "Share";
}

const dialog = $("delete-dialog");
for (const button of document.querySelectorAll("[data-delete]")) {
  button.onclick = () => {
    $("delete-what").textContent = button.dataset.name;
    dialog.returnValue = "no";
    dialog.showModal();
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") remove(button); }, { once: true });
  };
}

async function remove(button) {
  try {
    await post(`/r/${room}/delete`, { path: button.dataset.delete });
    button.closest("li").remove();
    $("gallery-note").textContent = `${button.dataset.name} is deleted.`;
    $("bare").hidden = Boolean(document.querySelector(".reels-list > li"));
    $("gallery-head").focus();
  } catch (error) { $("gallery-note").textContent = error.message; }
}
