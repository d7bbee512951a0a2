// Runs on the audio thread: hands on what the microphone hears, in pieces of about a tenth of a second.
class Recorder extends AudioWorkletProcessor {
  pieces = [];
  length = 0;

  process([[channel]]) {
    if (channel) {
      this.pieces.push(channel.slice());
      this.length += channel.length;
      if (this.length >= sampleRate / 10) {
        const whole = new Float32Array(this.length);
        let at = 0;
        for (const piece of this.pieces) {
          whole.set(piece, at);
          at += piece.length;
        }
        this.port.postMessage(whole, [whole.buffer]);
        this.pieces = [];
        this.length = 0;
      }
    }
    return true;
  }
}

registerProcessor("recorder", Recorder);
