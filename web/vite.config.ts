import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { installable } from './vite-app.ts';
import { emojiData } from './vite-emoji.ts';
import { excalidrawFonts } from './vite-excalidraw.ts';
import { iconsInPage } from './vite-icons.ts';
import { pdfData } from './vite-pdf.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env['YIQI_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

/** `#web/…` and its kind come from package.json `imports`. Everything is served by ourselves: no CDN, no `data:`. */
export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react(), iconsInPage(), emojiData(), pdfData(), excalidrawFonts(), installable()],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  server: {
    proxy: {
      '/api': server,
      '/twirp': server,
      '/ws': { target: server, ws: true },
      '/rtc': { target: server, ws: true },
    },
  },
});
