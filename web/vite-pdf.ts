import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const FOLDER = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** Where pdf.js looks for what documents may need, below the page's own address. */
const PARTS: Readonly<Record<string, { from: string; needs: RegExp }>> = {
  'pdf/cmaps': { from: 'cmaps', needs: /\.bcmap$/ },
  'pdf/fonts': { from: 'standard_fonts', needs: /\.(pfb|ttf)$/ },
  // Pages may not compile WebAssembly: the same in JavaScript.
  'pdf/wasm': { from: 'wasm', needs: /_nowasm_fallback\.js$/ },
};

/** Character maps (Chinese needs them), standard fonts and decoders of pdfjs-dist (Apache-2.0), served by ourselves. */
export function pdfData(): Plugin {
  return {
    name: 'yiqi-pdf-data',
    apply: 'build',
    generateBundle() {
      for (const [to, { from, needs }] of Object.entries(PARTS)) {
        for (const name of readdirSync(join(FOLDER, from))) {
          if (!needs.test(name)) continue;
          this.emitFile({ type: 'asset', fileName: `${to}/${name}`, source: readFileSync(join(FOLDER, from, name)) });
        }
      }
    },
  };
}
