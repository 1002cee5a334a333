import type { Run } from '../harness/bench.ts';
import { ensurePackages } from '../harness/debian.ts';
import { startEjabberd } from './ejabberd.ts';
import { startProsody } from './prosody.ts';
import type { XmppKind } from './xmpp-server.ts';

export type XmppName = 'ejabberd, mnesia' | 'ejabberd, sqlite' | 'Prosody, sqlite';

const FULL = 'archived (MAM) in SQLite with synchronous=FULL, fsync for each message';

interface Wanted extends Omit<XmppKind<XmppName>, 'version'> {
  readonly packages: readonly string[];
}

const EJABBERD_MNESIA: Wanted = {
  name: 'ejabberd, mnesia',
  packages: ['ejabberd'],
  archive: 'archived (MAM) in Mnesia, its default, which does not fsync each message',
  durable: false,
  start: (cores) => startEjabberd(cores, 'mnesia'),
};

const EJABBERD_SQLITE: Wanted = {
  name: 'ejabberd, sqlite',
  packages: ['ejabberd', 'erlang-p1-sqlite3'],
  archive: FULL,
  durable: true,
  start: (cores) => startEjabberd(cores, 'sqlite'),
};

const PROSODY_SQLITE: Wanted = {
  name: 'Prosody, sqlite',
  packages: ['prosody', 'lua-dbi-sqlite3'],
  archive: FULL,
  durable: true,
  start: startProsody,
};

const WANTED: Readonly<Record<XmppName, Wanted>> = {
  'ejabberd, mnesia': EJABBERD_MNESIA,
  'ejabberd, sqlite': EJABBERD_SQLITE,
  'Prosody, sqlite': PROSODY_SQLITE,
};

/** Those of `names` that can be had here. Who is left out, and why, goes to `notes`. */
export function xmppKinds(names: readonly XmppName[], say: Run['say'], notes: string[]): XmppKind<XmppName>[] {
  const found: XmppKind<XmppName>[] = [];
  for (const name of names) {
    const { packages, ...kind } = WANTED[name];
    const peer = ensurePackages(packages, say);
    if (peer.there) found.push({ ...kind, version: peer.version });
    else notes.push(peer.why);
  }
  return found;
}
