import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Child } from '../harness/child.ts';
import { freePort, listening } from '../harness/free-port.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import type { XmppServer } from './xmpp-server.ts';

/** Where the archive is kept: Mnesia, ejabberd's default, or SQLite, what it recommends itself for small servers. */
export type Archive = 'mnesia' | 'sqlite';

/** Everybody's messages are archived, and nobody's speed is limited. */
function configuration(port: number, archive: Archive, database: string): string {
  const sql = `sql_type: sqlite\nsql_database: "${database}"\n`;
  return `${archive === 'sqlite' ? sql : ''}hosts: [localhost]
loglevel: warning
auth_method: internal
registration_timeout: infinity
shaper: {}
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    backlog: 4096
    access: all
modules:
  mod_disco: {}
  mod_roster: {}
  mod_mam:
    default: always
    db_type: ${archive === 'sqlite' ? 'sql' : 'mnesia'}
  mod_register:
    ip_access: all
  mod_muc:
    history_size: 0
    max_users: 5000
    default_room_options:
      mam: true
      max_users: 5000
      presence_broadcast: []
`;
}

/** Debian's ejabberd without its control script, so that it runs as whoever runs this, on a folder of its own. */
export async function startEjabberd(cores: Cores | undefined, archive: Archive = 'mnesia'): Promise<XmppServer> {
  const folder = newFolder();
  const spool = path.join(folder, 'spool');
  mkdirSync(spool);
  const port = await freePort();
  const file = path.join(folder, 'ejabberd.yml');
  const database = path.join(folder, 'archive.sqlite');
  writeFileSync(file, configuration(port, archive, database));
  const library = libraryFolder();
  if (archive === 'sqlite') makeTables(database, path.join(library, 'priv', 'sql', 'lite.sql'));
  const code = ['-pa', path.join(library, 'ebin')];
  const flags = ['+K', 'true', '+P', '250000', '-noinput', ...code, '-mnesia', 'dir', `"${spool}"`];
  const env = { HOME: folder, EJABBERD_CONFIG_PATH: file, EJABBERD_LOG_PATH: path.join(folder, 'ejabberd.log') };
  const child = new Child({ command: 'erl', args: [...flags, '-s', 'ejabberd'], cores, env, cwd: folder });
  const end = () => child.end();
  try {
    await listening(port);
    return { port, child, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function makeTables(database: string, schema: string): void {
  const sqlite = new DatabaseSync(database);
  sqlite.exec(readFileSync(schema, 'utf8'));
  sqlite.close();
}

function libraryFolder(): string {
  for (const base of readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))) {
    const found = readdirSync(path.join('/usr/lib', base)).find((name) => /^ejabberd-[\d.]/.test(name));
    if (found !== undefined) return path.join('/usr/lib', base, found);
  }
  throw new Error('the files of ejabberd are not where Debian puts them');
}
