// The line to the gateway: events in, clicks out. A click keeps its id however often it is sent.

export const $ = (id) => document.getElementById(id);

export function make(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
}

export function open(room, seed, { entry, reset, state }) {
  let last = seed.id, source = null, pause = 500;
  const connect = () => {
    source = new EventSource(`/r/${room}/events?after=${encodeURIComponent(last)}`);
    source.onopen = () => { pause = 500; state(true); };
    source.onmessage = (message) => {
      if (message.lastEventId) last = message.lastEventId;
      const read = JSON.parse(message.data);
      if (read.kind !== "reset") return entry(read);
      source.close();
      reset().then((id) => { last = id; connect(); }, later);
    };
    source.onerror = () => {
      state(false);
      if (source.readyState === EventSource.CLOSED) later();
    };
  };
  const later = () => { setTimeout(connect, pause); pause = Math.min(pause * 2, 15000); };
  connect();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (e) => { if (e.persisted) connect(); });
}

export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

export async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const read = await answer.json().catch(() => ({ error: "Nobody understood the answer." }));
  if (!answer.ok) throw Object.assign(new Error(read.detail), { status: answer.status });
  return read;
}

// Sent until somebody answers: while the gateway restarts, nothing that was pressed is lost.
export async function act(room, what) {
  const body = { id: newId(), ...what };
  return insist(() => post(`/r/${room}/act`, body));
}

async function insist(send, waiting = () => {}) {
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      return await send();
    } catch (error) {
      if (error.status) throw error;
      waiting();
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

// The same for a file; `sent` is told how much of a hundred is, `waiting` that nobody answers.
export const sendFile = (path, file, sent, waiting) => insist(() => upload(path, file, sent), waiting);

function upload(path, file, sent) {
  const request = new XMLHttpRequest();  // `fetch` cannot say how much is sent
  request.open("POST", path);
  request.responseType = "json";
  request.upload.onprogress = (event) => sent((event.loaded / event.total) * 100);
  return new Promise((done, failed) => {
    const why = () => request.response?.detail ?? "Nobody understood the answer.";
    request.onload = () => (request.status < 300 ? done() : failed(Object.assign(new Error(why()), { status: request.status })));
    request.onerror = () => failed(new Error("Nobody answers."));
    request.send(file);
  });
}
