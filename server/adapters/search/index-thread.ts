import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '#kernel/invariant.ts';
import { FtsIndex, type FtsOptions } from './fts-index.ts';

/** What is asked of the thread: the methods of `FtsIndex` but `close`, which ends it. */
export type IndexTask = {
  [Name in IndexMethod]: { id: number; do: Name; with: Parameters<FtsIndex[Name]> };
}[IndexMethod];
export type IndexMethod = 'put' | 'progress' | 'find' | 'facts' | 'tidy' | 'building' | 'begin' | 'swap' | 'close';
export type IndexAnswer = { id: number; ok: unknown } | { id: number; error: string };

// The index beside the event loop: whatever it takes, nobody's message waits for it.
const port = parentPort;
invariant(port, 'a thread has somebody to talk to');
const index = new FtsIndex(workerData as FtsOptions);

port.on('message', (task: IndexTask) => {
  port.postMessage(answer(task));
  if (task.do === 'close') port.close();
});

function answer(task: IndexTask): IndexAnswer {
  try {
    return { id: task.id, ok: carryOut(task) };
  } catch (error) {
    return { id: task.id, error: nameOf(error) };
  }
}

function carryOut(task: IndexTask): unknown {
  switch (task.do) {
    case 'put':
      return index.put(...task.with);
    case 'progress':
      return index.progress(...task.with);
    case 'find':
      return index.find(...task.with);
    case 'tidy':
      return index.tidy();
    case 'facts':
      return index.facts();
    case 'building':
      return index.building();
    case 'begin':
      return index.begin();
    case 'swap':
      return index.swap(...task.with);
    case 'close':
      return index.close();
  }
}

/** Says what went wrong, and nothing of what was looked for. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'errstr' in error && typeof error.errstr === 'string' ? error.errstr : error.name;
}
