import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const FONTS = join(dirname(createRequire(import.meta.url).resolve('@excalidraw/excalidraw')), 'fonts');

/** The faces of Excalidraw (OFL, MIT), Chinese ones in pieces, where it is told to look for them. */
export function excalidrawFonts(): Plugin {
  return {
    name: 'yiqi-excalidraw-fonts',
    apply: 'build',
    generateBundle() {
      for (const face of readdirSync(FONTS)) {
        for (const name of readdirSync(join(FONTS, face)).filter((one) => one.endsWith('.woff2'))) {
          const source = readFileSync(join(FONTS, face, name));
          this.emitFile({ type: 'asset', fileName: `excalidraw/fonts/${face}/${name}`, source });
        }
      }
    },
  };
}
