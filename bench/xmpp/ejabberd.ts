import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Child } from '../harness/child.ts';
import { freePort, listening } from '../harness/free-port.ts';
import type { Cores } from '../harness/machine.ts';

export interface Ejabberd {
  readonly port: number;
  readonly child: Child;
  end(): Promise<void>;
}

/** Its defaults for the archive (Mnesia), with everybody's messages archived and no limits on anybody's speed. */
function configuration(port: number): string {
  return `hosts: [localhost]
loglevel: warning
auth_method: internal
registration_timeout: infinity
shaper: {}
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    access: all
modules:
  mod_disco: {}
  mod_roster: {}
  mod_offline: {}
  mod_mam:
    default: always
  mod_register:
    ip_access: all
`;
}

/** Debian's ejabberd without its control script, so that it runs as whoever runs this, on a folder of its own. */
export async function startEjabberd(cores: Cores | undefined): Promise<Ejabberd> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yiqi-bench-'));
  const spool = path.join(folder, 'spool');
  mkdirSync(spool);
  const port = await freePort();
  const file = path.join(folder, 'ejabberd.yml');
  writeFileSync(file, configuration(port));
  const flags = ['+K', 'true', '+P', '250000', '-noinput', '-pa', libraryFolder(), '-mnesia', 'dir', `"${spool}"`];
  const env = { HOME: folder, EJABBERD_CONFIG_PATH: file, EJABBERD_LOG_PATH: path.join(folder, 'ejabberd.log') };
  const child = new Child({ command: 'erl', args: [...flags, '-s', 'ejabberd'], cores, env, cwd: folder });
  const end = async () => {
    await child.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port);
    return { port, child, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function libraryFolder(): string {
  for (const base of readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))) {
    const found = readdirSync(path.join('/usr/lib', base)).find((name) => /^ejabberd-[\d.]/.test(name));
    if (found !== undefined) return path.join('/usr/lib', base, found, 'ebin');
  }
  throw new Error('the files of ejabberd are not where Debian puts them');
}
