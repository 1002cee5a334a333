import { writeOggOpus } from '#kernel/sound/ogg-opus.ts';
import { lengthOf } from '#kernel/sound/opus.ts';
import { waveOf } from '#kernel/sound/wave.ts';
import { readWebmOpus } from '#kernel/sound/webm-opus.ts';
import { LIMITS } from '#protocol/limits.ts';

/** Something that was said, ready to be sent. */
export interface Recorded {
  file: File;
  ms: number;
  wave: string;
}

/** How often its loudness is looked at, in ms. */
const LOOK_MS = 50;
const BITS_PER_SECOND = 32_000;
/** What browsers record, the best first. All but the last are Opus. */
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/** One recording, from the microphone to a file: docs/spec/voice.md [VM20] … */
export class Recorder {
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #meter: Meter;
  readonly #pieces: Blob[] = [];
  readonly #beganAt = performance.now();
  readonly #levels: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(stream: MediaStream, recorder: MediaRecorder, onEnd: () => void) {
    this.#stream = stream;
    this.#recorder = recorder;
    this.#meter = new Meter(stream);
    recorder.addEventListener('dataavailable', ({ data }) => this.#pieces.push(data));
    // A microphone that is pulled out ends it as well.
    recorder.addEventListener('stop', onEnd);
    recorder.start(1000);
    this.#timer = setInterval(() => {
      this.#levels.push(this.#meter.level());
      if (this.ms() >= LIMITS.voiceMs) onEnd();
    }, LOOK_MS);
  }

  /** `onEnd`: it has ended by itself. @throws DOMException as getUserMedia, TypeError where nobody may record */
  static async open(onEnd: () => void): Promise<Recorder> {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const how = mimeType === undefined ? {} : { mimeType };
    return new Recorder(stream, new MediaRecorder(stream, { ...how, audioBitsPerSecond: BITS_PER_SECOND }), onEnd);
  }

  /** So far, in ms. */
  ms(): number {
    return performance.now() - this.#beganAt;
  }

  /** The newest loudnesses, each from 0 to 1. */
  levels(count: number): readonly number[] {
    return this.#levels.slice(-count);
  }

  /** Undefined when it is too short, or nothing came. */
  async stop(): Promise<Recorded | undefined> {
    const ms = this.ms();
    if (this.#recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.#recorder.addEventListener('stop', resolve, { once: true }));
      this.#recorder.stop();
      await stopped;
    }
    this.close();
    const whole = new Blob(this.#pieces, { type: this.#recorder.mimeType });
    return ms < LEAST_MS || whole.size === 0 ? undefined : finished(whole, ms, this.#levels);
  }

  /** Lets the microphone go. */
  close(): void {
    clearInterval(this.#timer);
    this.#meter.close();
    for (const track of this.#stream.getTracks()) track.stop();
  }
}

const LEAST_MS = 1000;

/** WebM without a length becomes Ogg with one; what is something else stays as it is. */
async function finished(whole: Blob, ms: number, levels: readonly number[]): Promise<Recorded> {
  const wave = waveOf(levels, LIMITS.voiceBars);
  const stamp = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
  const named = (blob: Blob, ending: string, type: string) => new File([blob], `voice-${stamp}.${ending}`, { type });
  if (whole.type.startsWith('audio/mp4')) {
    return { file: named(whole, 'm4a', 'audio/mp4'), ms: atMost(ms), wave };
  }
  const sound = readWebmOpus(new Uint8Array(await whole.arrayBuffer()));
  if (sound === undefined) return { file: named(whole, 'ogg', 'audio/ogg'), ms: atMost(ms), wave };
  const ogg = new Blob([writeOggOpus(sound)]);
  return { file: named(ogg, 'ogg', 'audio/ogg'), ms: atMost(lengthOf(sound)), wave };
}

function atMost(ms: number): number {
  return Math.max(1, Math.min(Math.round(ms), LIMITS.voiceMs));
}

/** How loud a stream is at the moment. Where it can't be measured it is silent. */
class Meter {
  readonly #context: AudioContext | undefined;
  readonly #analyser: AnalyserNode | undefined;
  readonly #samples = new Float32Array(2048);

  constructor(stream: MediaStream) {
    try {
      this.#context = new AudioContext();
      void this.#context.resume().catch(() => {});
      this.#analyser = this.#context.createAnalyser();
      this.#analyser.fftSize = this.#samples.length;
      this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    } catch {
      this.#analyser = undefined;
    }
  }

  /** 0 to 1, as ears hear it rather than as it swings. */
  level(): number {
    if (this.#analyser === undefined) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const sum = this.#samples.reduce((all, sample) => all + sample * sample, 0);
    const decibels = 20 * Math.log10(Math.sqrt(sum / this.#samples.length) + 1e-6);
    return Math.max(0, Math.min(1, (decibels + 60) / 50));
  }

  close(): void {
    void this.#context?.close().catch(() => {});
  }
}
