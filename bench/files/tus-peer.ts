import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Entrant } from '../harness/bench.ts';
import type { Measured } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { modulesFolder } from '../harness/modules.ts';
import { newFolder } from '../harness/new-folder.ts';
import { nodeChild } from '../yiqi/server.ts';
import { type Load, sizesOf, timed, uploadTus } from './transfers.ts';

/** The tus library alone, which neither syncs nor knows anybody. */
export async function tusFiles(load: Load, cores: Cores | undefined, version: string): Promise<Entrant<Measured>> {
  const folder = path.join(newFolder(), 'files');
  mkdirSync(folder);
  const child = nodeChild('bench/peers/tus/main.ts', [modulesFolder(), folder], cores);
  const [, port] = await child.printed(/listening on (\d+)/);
  return {
    name: 'tus-node-server',
    version,
    about: 'the library alone on its FileStore: nobody is asked who they are, nothing is synced to the disk',
    async measure() {
      const figures = await timed('up', sizesOf(load), load, child, async (size) => {
        await uploadTus(Number(port), '/files', size);
      });
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
      return figures;
    },
    end: () => child.end(),
  };
}
