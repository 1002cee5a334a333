import { Denoiser } from './rnnoise.ts';

/** What an audio worklet has around it; TypeScript's own libraries do not tell it. */
interface WorkletScope {
  AudioWorkletProcessor: new () => object;
  registerProcessor(name: string, processor: new (options: { processorOptions: Options }) => object): void;
}

interface Options {
  /** Compiled elsewhere: our pages may not compile, and a worklet has the policy of its page. */
  module: WebAssembly.Module;
}

const scope = globalThis as unknown as WorkletScope;

scope.registerProcessor(
  'yiqi-suppressor',
  class extends scope.AudioWorkletProcessor {
    readonly #denoiser: Denoiser;

    constructor({ processorOptions }: { processorOptions: Options }) {
      super();
      this.#denoiser = new Denoiser(processorOptions.module);
    }

    process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
      const noisy = inputs[0]?.[0];
      const clean = outputs[0]?.[0];
      if (noisy !== undefined && clean !== undefined) this.#denoiser.run(noisy, clean);
      return true;
    }
  },
);
