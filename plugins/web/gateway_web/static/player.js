// A film that plays where it stands, with its subtitles and its chapters.

import { make } from "./wire.js";

export function film(src, { label, poster = "", autoplay = false }) {
  const video = make("video", { controls: true, playsInline: true, preload: "metadata", poster, autoplay, src });
  video.setAttribute("aria-label", label);
  video.append(track(src, "subtitles", "English"), track(src, "chapters", "Chapters"));
  return video;
}

function track(src, kind, label) {
  return make("track", { kind, label, srclang: "en", src: `${src}&track=${kind}`, default: true });
}

// A browser reads chapters and shows none: a list of places to go to.
export function chapters(video) {
  const list = make("ol", { className: "chapters", hidden: true });
  list.setAttribute("aria-label", "Chapters");
  const read = video.querySelector("track[kind=chapters]");
  read.track.mode = "hidden";
  const fill = () => {
    const cues = [...(read.track.cues ?? [])];
    list.hidden = !cues.length;
    list.replaceChildren(...cues.map((cue) => make("li", {}, jump(video, cue))));
  };
  read.addEventListener("load", fill);
  if (read.readyState === 2) fill();
  return list;
}

function jump(video, cue) {
  const button = make("button", { type: "button" }, make("time", { textContent: clock(cue.startTime) }), cue.text);
  button.onclick = () => { video.currentTime = cue.startTime; video.play(); };
  return button;
}

export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
