import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SPRITE = new URL('ui/icons.svg', import.meta.url);

/**
 * The symbols of `ui/icons.svg` in the page itself. From a file of its own each icon that is drawn asks for that file anew:
 * opening a conversation took 5 ms of 46 for that alone (Chromium 150, 60 icons).
 */
export function iconsInPage(): Plugin {
  return {
    name: 'yiqi-icons',
    transformIndexHtml(html) {
      const sprite = readFileSync(SPRITE, 'utf8').replace(/\n\s*/g, '');
      return html.replace('<body>', `<body>\n    <div id="icons" hidden>${sprite}</div>`);
    },
  };
}
