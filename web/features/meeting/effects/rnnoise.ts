/** RNNoise as its WebAssembly module gives it, fed with sound of any block size. */

/** Samples of one frame: 10 ms at 48 kHz, the only rate RNNoise knows. */
export const FRAME = 480;
/** RNNoise reckons with 16 bit samples. */
const SCALE = 32768;

interface Exports {
  memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  malloc(bytes: number): number;
  rnnoise_create(model: number): number;
  rnnoise_process_frame(state: number, out: number, input: number): number;
}

/** One voice without its noise, one frame (10 ms) late. */
export class Denoiser {
  readonly #wasm: Exports;
  readonly #state: number;
  readonly #at: number;
  readonly #input = new Float32Array(FRAME);
  #filled = 0;
  #output: Float32Array = new Float32Array(FRAME);
  /** Clean samples that were not handed out yet; at first a frame of silence. */
  readonly #clean: Float32Array[] = [new Float32Array(FRAME)];
  #taken = 0;

  constructor(module: WebAssembly.Module) {
    const nothing = () => 0;
    const env = { emscripten_memcpy_big: this.#copy, emscripten_resize_heap: nothing, __assert_fail: nothing };
    this.#wasm = new WebAssembly.Instance(module, { env }).exports as unknown as Exports;
    this.#wasm.__wasm_call_ctors();
    this.#state = this.#wasm.rnnoise_create(0);
    this.#at = this.#wasm.malloc(FRAME * Float32Array.BYTES_PER_ELEMENT);
  }

  /** Takes in `noisy` and fills `clean`, of the same length, with what came a frame earlier. */
  run(noisy: Float32Array, clean: Float32Array): void {
    for (let done = 0; done < noisy.length; ) {
      const count = Math.min(noisy.length - done, FRAME - this.#filled);
      this.#input.set(noisy.subarray(done, done + count), this.#filled);
      this.#filled += count;
      done += count;
      if (this.#filled === FRAME) this.#frame();
    }
    for (let done = 0; done < clean.length; done++) clean[done] = this.#next();
  }

  #frame(): void {
    this.#filled = 0;
    const heap = new Float32Array(this.#wasm.memory.buffer, this.#at, FRAME);
    for (let i = 0; i < FRAME; i++) heap[i] = (this.#input[i] ?? 0) * SCALE;
    this.#wasm.rnnoise_process_frame(this.#state, this.#at, this.#at);
    this.#clean.push(Float32Array.from(new Float32Array(this.#wasm.memory.buffer, this.#at, FRAME), (n) => n / SCALE));
  }

  #next(): number {
    if (this.#taken === 0) this.#output = this.#clean.shift() ?? new Float32Array(FRAME);
    const sample = this.#output[this.#taken] ?? 0;
    this.#taken = (this.#taken + 1) % FRAME;
    return sample;
  }

  readonly #copy = (to: number, from: number, bytes: number): void => {
    new Uint8Array(this.#wasm.memory.buffer).copyWithin(to, from, from + bytes);
  };
}
