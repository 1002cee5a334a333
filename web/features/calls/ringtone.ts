/** Sounds of calls, made by the browser itself. */
export type Ringing = 'incoming' | 'outgoing' | 'waiting';

interface Note {
  /** In Hz. */
  pitch: number;
  atS: number;
  lastsS: number;
}

interface Melody {
  everyMs: number;
  loudness: number;
  notes: readonly Note[];
}

const MELODIES: Record<Ringing, Melody> = {
  incoming: {
    everyMs: 2800,
    loudness: 0.16,
    notes: [
      { pitch: 659.3, atS: 0, lastsS: 0.28 },
      { pitch: 830.6, atS: 0.2, lastsS: 0.28 },
      { pitch: 987.8, atS: 0.4, lastsS: 0.5 },
      { pitch: 830.6, atS: 0.9, lastsS: 0.28 },
      { pitch: 987.8, atS: 1.1, lastsS: 0.6 },
    ],
  },
  outgoing: { everyMs: 4000, loudness: 0.05, notes: [{ pitch: 440, atS: 0, lastsS: 1 }] },
  waiting: {
    everyMs: 5000,
    loudness: 0.06,
    notes: [
      { pitch: 587.3, atS: 0, lastsS: 0.15 },
      { pitch: 587.3, atS: 0.25, lastsS: 0.15 },
    ],
  },
};
const VIBRATION_MS = [500, 250, 500];

/** Sounds, and trembles where a device can, until the returned function is called. */
export function startRinging(what: Ringing): () => void {
  const { everyMs } = MELODIES[what];
  const audio = typeof AudioContext === 'undefined' ? undefined : new AudioContext();
  const play = () => {
    if (audio !== undefined) sound(audio, MELODIES[what]);
    // Before somebody has touched the page a browser says no.
    if (what === 'incoming') navigator.vibrate?.(VIBRATION_MS);
  };
  play();
  const timer = setInterval(play, everyMs);
  return () => {
    clearInterval(timer);
    if (what === 'incoming') navigator.vibrate?.(0);
    void audio?.close().catch(() => undefined);
  };
}

function sound(audio: AudioContext, { notes, loudness }: Melody): void {
  // A page that nobody has touched yet stays silent; it may speak at the next round.
  void audio.resume().catch(() => undefined);
  if (audio.state !== 'running') return;
  for (const { pitch, atS, lastsS } of notes) {
    const begin = audio.currentTime + atS;
    const voice = audio.createOscillator();
    const gain = audio.createGain();
    voice.type = 'sine';
    voice.frequency.value = pitch;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(loudness, begin + 0.02);
    gain.gain.setTargetAtTime(0, begin + lastsS * 0.6, lastsS * 0.15);
    voice.connect(gain).connect(audio.destination);
    voice.start(begin);
    voice.stop(begin + lastsS + 0.3);
  }
}
