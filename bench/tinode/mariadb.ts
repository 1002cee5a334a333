import { existsSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { Child } from '../harness/child.ts';
import type { Cores } from '../harness/machine.ts';
import { succeeds } from '../harness/programs.ts';

/** Debian keeps servers where only root looks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];

/**
 * A MariaDB of the bench's own in `folder`, reached by a socket only. Its settings are its defaults: each transaction is on the
 * disk when it is answered (innodb_flush_log_at_trx_commit=1).
 */
export async function startMariaDb(
  folder: string,
  cores: Cores | undefined,
): Promise<{ socket: string; child: Child }> {
  const [install, server] = [programAt('mariadb-install-db'), programAt('mariadbd')];
  const [data, socket] = [path.join(folder, 'mariadb'), path.join(folder, 'm')];
  mkdirSync(data);
  const place = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${data}`];
  if (!succeeds(install, [...place, '--auth-root-authentication-method=normal', '--skip-test-db'])) {
    throw new Error('MariaDB could not make its tables');
  }
  const child = new Child({ command: server, args: [...place, `--socket=${socket}`, '--skip-networking'], cores });
  await child.printed(/ready for connections/);
  return { socket, child };
}

function programAt(name: string): string {
  return FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? name;
}
