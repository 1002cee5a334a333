import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entrant } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import type { Measured } from '../harness/figures.ts';
import { freePort, listening } from '../harness/free-port.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { done, type Load, sizesOf, timed } from './transfers.ts';

/** One process, files by sendfile, no log: as it is set up for files. */
const configuration = (
  port: number,
  folder: string,
  root: string,
) => `daemon off; master_process off; worker_processes 1;
pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; default_type application/octet-stream;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`;

/** nginx with the same sizes: what a static server gives out. `program`: 'nginx', or where it is. */
export async function nginxFiles(
  load: Load,
  cores: Cores | undefined,
  { program, version }: { program: string; version: string },
): Promise<Entrant<Measured>> {
  const folder = newFolder();
  const root = path.join(folder, 'files');
  mkdirSync(root);
  const port = await freePort();
  writeFileSync(path.join(folder, 'nginx.conf'), configuration(port, folder, root));
  const args = ['-p', folder, '-c', path.join(folder, 'nginx.conf')];
  const child = new Child({ command: program, args, cores, cwd: folder });
  await listening(port);
  const names = sizesOf(load).map((size) => {
    const name = path.join(root, `${size}.bin`);
    writeFileSync(name, '');
    truncateSync(name, size);
    return `/${size}.bin`;
  });
  return {
    name: 'nginx',
    version,
    about: 'static files by sendfile to whoever asks, one worker; downloads only',
    measure: () =>
      timed('down', names, load, child, async (one) => {
        await done({ port, method: 'GET', path: one });
      }),
    end: () => child.end(),
  };
}
