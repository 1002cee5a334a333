import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child } from '../harness/child.ts';
import { freePort, listening } from '../harness/free-port.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import type { XmppServer } from './xmpp-server.ts';

/**
 * Everybody's messages are archived, in SQLite as it is by itself (a journal that is deleted, synchronous=FULL); nobody's speed
 * is limited; passwords aren't hashed, as by ejabberd's default.
 */
function configuration(port: number, folder: string): string {
  return `data_path = "${folder}"
run_as_root = true
daemonize = false
log = { warn = "*console" }
modules_enabled = { "roster", "saslauth", "disco", "posix", "register_ibr", "mam" }
modules_disabled = { "s2s", "s2s_auth_certs", "tls", "offline" }
authentication = "internal_plain"
allow_registration = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
c2s_ports = { ${port} }
c2s_interfaces = { "127.0.0.1" }
c2s_direct_tls_ports = {}
network_settings = { tcp_backlog = 4096 }
default_archive_policy = true
sql = { driver = "SQLite3", database = "${path.join(folder, 'archive.sqlite')}" }
storage = { archive = "sql", muc_log = "sql" }
VirtualHost "localhost"
Component "conference.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_room_locking = false
  muc_log_by_default = true
  muc_room_default_history_length = 0
  muc_room_default_presence_broadcast = { visitor = false; participant = false; moderator = false }
`;
}

/** Debian's Prosody in the foreground, on a folder of its own. */
export async function startProsody(cores: Cores | undefined): Promise<XmppServer> {
  const folder = newFolder();
  const port = await freePort();
  const file = path.join(folder, 'prosody.cfg.lua');
  writeFileSync(file, configuration(port, folder));
  const child = new Child({ command: 'prosody', args: ['-F', '--config', file], cores, cwd: folder });
  const end = () => child.end();
  try {
    await listening(port);
    return { port, child, end };
  } catch (error) {
    await end();
    throw error;
  }
}
