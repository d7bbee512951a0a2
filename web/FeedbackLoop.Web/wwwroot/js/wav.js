const rate = 16_000;

/** 16-bit mono WAV of 16 kHz from pieces of Float32 samples at any rate. */
export async function toWav(pieces, fromRate) {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length === 0) return wav(new Float32Array(0));
  const source = new OfflineAudioContext(1, Math.max(1, Math.ceil(length * rate / fromRate)), rate);
  const buffer = source.createBuffer(1, length, fromRate);
  let at = 0;
  for (const piece of pieces) {
    buffer.copyToChannel(piece, 0, at);
    at += piece.length;
  }
  const node = source.createBufferSource();
  node.buffer = buffer;
  node.connect(source.destination);
  node.start();
  return wav((await source.startRendering()).getChannelData(0)); // resamples with a proper low-pass
}

function wav(samples) {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, value) => [...value].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  bytes.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => bytes.setInt16(44 + i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true));
  return new Blob([bytes], { type: "audio/wav" });
}
