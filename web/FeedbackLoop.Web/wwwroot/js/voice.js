// Records a question as 16 kHz mono WAV, which every speech recogniser takes, and stops by itself when the speaker does.
import { toWav } from "./wav.js";

const maxSeconds = 12;
const quietSeconds = 1.4; // after speech: the question is over
const speechLevel = 0.02; // root mean square

export function startVoice(goTo) {
  const open = document.querySelector("[data-voice-open]");
  const panel = document.querySelector("[data-voice-panel]");
  if (!open || !panel || !navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) return;
  const state = panel.querySelector("[data-voice-state]");
  const hint = panel.querySelector("[data-voice-hint]");
  const ring = panel.querySelector("[data-voice-ring]");
  const done = panel.querySelector("[data-voice-done]");
  const cancel = panel.querySelector("[data-voice-cancel]");
  const calmHint = hint.textContent;
  open.hidden = false;

  let recording = null;
  open.addEventListener("click", listen);
  done.addEventListener("click", () => (recording ? recording.finish() : listen()));
  cancel.addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => recording?.abandon());

  async function listen() {
    show("asking", "May this page listen?", "Your browser asks for permission to use the microphone.");
    if (!panel.open) panel.showModal();
    try {
      recording = await record(level => ring.setAttribute("r", String(34 + Math.min(22, level * 160))));
    } catch (error) {
      const refused = error.name === "NotAllowedError";
      show("failed", refused ? "The microphone is blocked" : "No microphone was found",
        refused ? "Allow the microphone for this page in your browser's settings, or type what you look for." : "Connect one and try again, or type what you look for.");
      return;
    }
    if (!panel.open) return recording.abandon();
    show("listening", "Listening…", calmHint);
    const wav = await recording.result;
    recording = null;
    ring.setAttribute("r", "34");
    if (wav) await send(wav);
  }

  async function send(wav) {
    show("sending", "Understanding…", "");
    const body = new FormData();
    body.append("audio", wav, "question.wav");
    try {
      const response = await fetch("/ask/voice", { method: "POST", headers: { Accept: "application/json" }, body });
      const answer = await response.json().catch(() => ({}));
      if (response.ok) {
        if (panel.open) goTo(answer.url);
      } else if (response.status === 501) {
        show("failed", "This shop has no ears yet", "Nobody has set up speech recognition here. Type what you look for, or show a picture of it.", false);
      } else if (response.status === 422) {
        show("failed", "No words were understood", "Speak a little closer to the microphone, in a quiet place.");
      } else {
        show("failed", "That did not work", answer.detail ?? answer.title ?? "Please try again.");
      }
    } catch {
      show("failed", "The shop cannot be reached", "Check your connection and try again.");
    }
  }

  function show(name, text, more, again = true) {
    panel.dataset.state = name;
    state.textContent = text;
    hint.textContent = more;
    done.textContent = name === "failed" ? "Try again" : "Done";
    done.hidden = !(name === "listening" || (name === "failed" && again));
  }
}

/** Starts at once. result: the WAV, or null when abandoned. */
async function record(onLevel) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  const audio = new AudioContext();
  const chunks = [];
  let settle;
  const result = new Promise(resolve => { settle = resolve; });
  let over = false;

  const close = () => {
    over = true;
    stream.getTracks().forEach(track => track.stop());
    return audio.close();
  };
  const finish = async () => {
    if (over) return;
    const rate = audio.sampleRate;
    await close();
    settle(await toWav(chunks, rate));
  };
  const abandon = () => {
    if (over) return;
    close();
    settle(null);
  };

  await audio.audioWorklet.addModule("/js/recorder.js");
  const node = new AudioWorkletNode(audio, "recorder");
  let samples = 0;
  let lastSpeech = null;
  node.port.onmessage = ({ data }) => {
    if (over) return;
    chunks.push(data);
    samples += data.length;
    const level = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
    onLevel(level);
    const now = samples / audio.sampleRate;
    if (level > speechLevel) lastSpeech = now;
    if (now > maxSeconds || (lastSpeech !== null && now - lastSpeech > quietSeconds)) finish();
  };
  audio.createMediaStreamSource(stream).connect(node);
  return { result, finish, abandon };
}
