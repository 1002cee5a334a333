import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty temporary folder that goes when this process ends. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yiqi-bench-'));
  folders.push(folder);
  return folder;
}
