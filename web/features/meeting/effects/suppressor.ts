import workletUrl from './suppressor-worklet.ts?worker&url';

/** RNNoise knows no other rate; the browser converts. */
const RATE = 48_000;

let compiled: Promise<WebAssembly.Module> | undefined;

/** Fetched and compiled once a page, in a worker that may. @throws when the browser can't */
function rnnoise(): Promise<WebAssembly.Module> {
  compiled ??= compileInWorker().catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compileInWorker(): Promise<WebAssembly.Module> {
  const worker = new Worker(new URL('./wasm-worker-sound.ts', import.meta.url));
  try {
    return await new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Error('the compiling worker did not start'));
      worker.onmessage = ({ data }: MessageEvent<{ module?: WebAssembly.Module; error?: string }>) => {
        if (data.module === undefined) reject(new Error(data.error));
        else resolve(data.module);
      };
    });
  } finally {
    worker.terminate();
  }
}

/** A microphone without the noise around it. */
export interface Suppressed {
  track: MediaStreamTrack;
  close(): void;
}

/** Takes the noise out of `source`, which stays its owner's. @throws when the browser can't */
export async function suppress(source: MediaStreamTrack): Promise<Suppressed> {
  const module = await rnnoise();
  const context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' });
  try {
    await context.audioWorklet.addModule(workletUrl);
    const input = context.createMediaStreamSource(new MediaStream([source]));
    const node = new AudioWorkletNode(context, 'yiqi-suppressor', {
      channelCount: 1,
      channelCountMode: 'explicit',
      outputChannelCount: [1],
      processorOptions: { module },
    });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    input.connect(node).connect(output);
    const [track] = output.stream.getAudioTracks();
    if (track === undefined) throw new Error('no sound comes out');
    void context.resume();
    return { track, close: () => void context.close() };
  } catch (error) {
    void context.close();
    throw error;
  }
}
