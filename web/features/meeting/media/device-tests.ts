import { microphoneConstraints } from '../model/devices.ts';

const RECORD_S = 5;
/** A chord that rises: nobody takes it for a fault. */
const TONES_HZ = [523.25, 659.25, 783.99];
const TONE_S = 0.35;

/** Plays three tones where sound goes. @throws when the speaker cannot be had */
export async function playTone(speakerId: string | undefined, signal: AbortSignal): Promise<void> {
  const context = new AudioContext();
  try {
    const out = context.createMediaStreamDestination();
    TONES_HZ.forEach((hertz, place) => {
      const from = context.currentTime + place * TONE_S;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(0.3, from + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, from + TONE_S + 0.25);
      const tone = context.createOscillator();
      tone.frequency.value = hertz;
      tone.connect(gain).connect(out);
      tone.start(from);
      tone.stop(from + TONE_S + 0.3);
    });
    const player = new Audio();
    player.srcObject = out.stream;
    await toSpeaker(player, speakerId);
    await player.play();
    await pause((TONES_HZ.length * TONE_S + 0.4) * 1000, signal);
    player.srcObject = null;
  } finally {
    await context.close();
  }
}

interface EchoTest {
  microphoneId: string | undefined;
  speakerId: string | undefined;
  /** Seconds left to record, then 'playing'. */
  tell: (step: number | 'playing') => void;
  signal: AbortSignal;
}

/** Records for five seconds and plays it back. Nothing leaves this device. @throws when a device cannot be had */
export async function echoTest({ microphoneId, speakerId, tell, signal }: EchoTest): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints(microphoneId) });
  try {
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((done) => recorder.addEventListener('stop', done, { once: true }));
    recorder.start();
    for (let left = RECORD_S; left > 0 && !signal.aborted; left -= 1) {
      tell(left);
      await pause(1000, signal);
    }
    recorder.stop();
    await stopped;
    if (signal.aborted) return;
    tell('playing');
    await playBack(new Blob(parts, { type: recorder.mimeType }), speakerId, signal);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

async function playBack(sound: Blob, speakerId: string | undefined, signal: AbortSignal): Promise<void> {
  const address = URL.createObjectURL(sound);
  try {
    const player = new Audio(address);
    await toSpeaker(player, speakerId);
    const over = new Promise<void>((done) => {
      player.onended = () => done();
      player.onerror = () => done();
      signal.addEventListener('abort', () => done(), { once: true });
    });
    await player.play();
    await over;
    player.pause();
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function toSpeaker(player: HTMLAudioElement, speakerId: string | undefined): Promise<void> {
  if (speakerId !== undefined && 'setSinkId' in player) await player.setSinkId(speakerId);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}
