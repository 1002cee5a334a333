import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const ignored = new Set(['node_modules', 'dist', 'data', 'coverage', '.git', '.cache']);

/**
 * Every file below a folder, as paths relative to the base with `/`, sorted.
 * @param {string} folder relative to the base; '' for all of it
 * @param {string} [base] absolute, the project's root by default
 * @returns {string[]}
 */
export function filesBelow(folder, base = root) {
  /** @type {string[]} */
  const found = [];
  for (const entry of entriesOf(path.join(base, folder))) {
    if (ignored.has(entry.name)) continue;
    const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...filesBelow(relative, base));
    else if (entry.isFile()) found.push(relative);
  }
  return found.sort();
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}
