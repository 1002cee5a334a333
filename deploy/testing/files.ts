import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A path below the project's root, made absolute. */
export function fromRoot(path: string): string {
  return `${ROOT}${path}`;
}

export function textOf(path: string): string {
  return readFileSync(fromRoot(path), 'utf8');
}

/** Every file below a folder, as paths from the root. */
export function filesIn(folder: string): string[] {
  const entries = readdirSync(fromRoot(folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(ROOT.length)}/${entry.name}`)
    .sort();
}

/** The documents of a YAML file, its merge keys followed. @throws Error naming what is wrong with it */
export function documentsOf<T>(path: string, text = textOf(path)): T[] {
  return parseAllDocuments(text, { merge: true, uniqueKeys: true }).map((document) => {
    const [wrong] = [...document.errors, ...document.warnings];
    if (wrong !== undefined) throw new Error(`${path}: ${wrong.message}`);
    return document.toJS() as T;
  });
}

/** Where the server answers about itself. */
export const OWN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** The longest that an ending process takes beside `drain_seconds`, in seconds. */
export function endSeconds(): number {
  const found = /END_WITHIN_MS = (\d+);/.exec(textOf('server/main.ts'))?.[1];
  if (found === undefined) throw new Error('server/main.ts says no END_WITHIN_MS any more');
  return Number(found) / 1000;
}

/** Whether an image is named with a version that doesn't move by itself. */
export function isPinned(image: string): boolean {
  const tag = /:([^/:@]+)$/.exec(image.replace(/@sha256:[0-9a-f]{64}$/, ''))?.[1];
  return tag !== undefined && tag !== 'latest';
}
