import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const FONTS = join(dirname(createRequire(import.meta.url).resolve('@excalidraw/excalidraw')), 'fonts');
/** Where Excalidraw looks for its faces when it doesn't find them with us. */
const ELSEWHERE = 'https://esm.sh/';
/** Within the template that ELSEWHERE begins: what follows is no part of the path. */
const HERE = '\u0024{location.origin}/excalidraw/?';

/** How it keeps spaces in SVG files: by a style attribute, which the policy of the page forbids. */
const STYLED = 'setAttribute("style","white-space: pre;")';
const SPACED = 'setAttribute("xml:space","preserve")';

/** The faces of Excalidraw (OFL, MIT), Chinese ones in pieces, where it is told to look for them, and nowhere else. */
export function excalidrawFonts(): Plugin {
  return {
    name: 'yiqi-excalidraw-fonts',
    apply: 'build',
    transform: {
      filter: { id: /@excalidraw\/excalidraw\/dist\// },
      handler: (code) =>
        code.includes(ELSEWHERE)
          ? { code: code.replaceAll(ELSEWHERE, HERE).replaceAll(STYLED, SPACED), map: null }
          : undefined,
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.code.includes(ELSEWHERE)) this.error(`${file.fileName} asks ${ELSEWHERE}`);
      }
      for (const face of readdirSync(FONTS)) {
        for (const name of readdirSync(join(FONTS, face)).filter((one) => one.endsWith('.woff2'))) {
          const source = readFileSync(join(FONTS, face, name));
          this.emitFile({ type: 'asset', fileName: `excalidraw/fonts/${face}/${name}`, source });
        }
      }
    },
  };
}
