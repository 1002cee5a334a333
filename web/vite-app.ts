import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { build, type Plugin, type Rolldown } from 'vite';
import { manifestOf } from './manifest.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const GROUND = '#123038';

/** Sides in px. A maskable icon may lose a fifth of its width on each side, so its picture is smaller. */
const ICONS = [
  { name: 'icon-192', side: 192, share: 1 },
  { name: 'icon-512', side: 512, share: 1 },
  { name: 'maskable-192', side: 192, share: 0.86 },
  { name: 'maskable-512', side: 512, share: 0.86 },
  { name: 'apple-180', side: 180, share: 1 },
] as const;

/** What makes the page an app: manifests, icons made of the logo, and the service worker, which is told of all files. */
export function installable(): Plugin {
  return {
    name: 'yiqi-installable',
    apply: 'build',
    async generateBundle() {
      for (const language of ['en', 'zh'] as const) {
        const fileName = language === 'en' ? 'manifest.webmanifest' : 'manifest.zh.webmanifest';
        this.emitFile({ type: 'asset', fileName, source: JSON.stringify(manifestOf(language)) });
      }
      for (const { name, side, share } of ICONS) {
        this.emitFile({ type: 'asset', fileName: `icons/${name}.png`, source: await drawn(side, share) });
      }
      this.emitFile({ type: 'asset', fileName: 'icons/badge-96.png', source: await silhouette() });
    },
    async writeBundle({ dir = '' }, bundle) {
      await buildWorker(dir, builtOf(bundle));
    },
  };
}

async function drawn(side: number, share: number): Promise<Buffer> {
  const inner = Math.round(side * share);
  const margin = Math.floor((side - inner) / 2);
  const rest = side - inner - margin;
  const logo = sharp(here('public/logo-mark.svg'), { density: 300 }).resize(inner, inner);
  const edges = { top: margin, left: margin, bottom: rest, right: rest, background: GROUND };
  return logo.extend(edges).flatten({ background: GROUND }).png({ compressionLevel: 9, palette: true }).toBuffer();
}

/** Only the shape counts where systems draw it in a colour of theirs. */
function silhouette(): Promise<Buffer> {
  const svg = readFileSync(here('public/logo-mark.svg'), 'utf8');
  const shape = svg.replace(/<rect[^>]*\/>/, '').replaceAll('#ff7d3c', '#fff');
  return sharp(Buffer.from(shape), { density: 200 }).resize(96, 96).png({ compressionLevel: 9 }).toBuffer();
}

type Bundle = Rolldown.OutputBundle;

/** What the first screen needs, and all there is. */
function builtOf(bundle: Bundle): { version: string; first: string[]; assets: string[] } {
  const all = Object.keys(bundle).sort();
  const first = new Set<string>(['theme.js', 'favicon.svg', 'manifest.webmanifest', 'icons/icon-192.png']);
  const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry);
  if (entry !== undefined) addNeeded(bundle, entry.fileName, first);
  const page = bundle['index.html'];
  const html = page?.type === 'asset' ? String(page.source) : '';
  for (const [, path = ''] of html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) first.add(path);
  const assets = all.filter((name) => name.startsWith('assets/'));
  const version = hash('sha256', JSON.stringify([all, html]), 'hex').slice(0, 16);
  return { version, first: [...first].map(absolute), assets: assets.map(absolute) };
}

function absolute(name: string): string {
  return `/${name}`;
}

function addNeeded(bundle: Bundle, name: string, needed: Set<string>): void {
  const file = bundle[name];
  if (file?.type !== 'chunk' || needed.has(name)) return;
  needed.add(name);
  for (const style of file.viteMetadata?.importedCss ?? []) needed.add(style);
  for (const asset of file.viteMetadata?.importedAssets ?? []) needed.add(asset);
  for (const imported of file.imports) addNeeded(bundle, imported, needed);
}

/** One classic script at the root, which every browser that has service workers runs. */
async function buildWorker(outDir: string, built: object): Promise<void> {
  await build({
    configFile: false,
    root: here('.'),
    publicDir: false,
    logLevel: 'warn',
    define: { YIQI_BUILT: JSON.stringify(built) },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: {
        input: here('worker/sw.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js' },
      },
    },
  });
}
