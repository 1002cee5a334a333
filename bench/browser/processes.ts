import { readFileSync } from 'node:fs';
import { cpuMsOf, familyOf } from '../harness/usage.ts';

/** What Chromium's processes do: the page itself, what is drawn, and services (cameras, sound, the network), or the browser. */
type ProcessKind = 'renderer' | 'gpu' | 'utility' | 'browser';

/** CPU of the Chromium that this process runs, in ms since it began, by kind of process. */
export function chromiumCpu(): Readonly<Record<ProcessKind, number>> {
  const cpu = { renderer: 0, gpu: 0, utility: 0, browser: 0 };
  for (const pid of familyOf(process.pid)) {
    const kind = kindOf(pid);
    if (kind !== undefined) cpu[kind] += cpuMsOf(pid);
  }
  return cpu;
}

function kindOf(pid: number): ProcessKind | undefined {
  const words = commandOf(pid);
  // Its launchers are scripts of the same name.
  if (!/chrom(e|ium)$/.test(words[0] ?? '')) return undefined;
  const type = words.find((word) => word.startsWith('--type='))?.slice('--type='.length);
  if (type === 'renderer' || type === 'utility') return type;
  if (type === 'gpu-process') return 'gpu';
  return type === undefined ? 'browser' : undefined;
}

/** Chromium's children write their arguments with spaces between them. */
function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split(/[\0 ]/);
  } catch {
    return [];
  }
}
