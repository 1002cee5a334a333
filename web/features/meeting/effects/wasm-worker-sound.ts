import rnnoise from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';

/** Compiles RNNoise and hands it over: only scripts named `wasm-worker-…` may compile WebAssembly. */
async function compile(): Promise<void> {
  try {
    postMessage({ module: await WebAssembly.compileStreaming(fetch(rnnoise)) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
}

void compile();
