import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** The part of @tus/server that is used. */
interface TusServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<unknown>;
}

interface TusModules {
  Server: new (options: { path: string; datastore: object }) => TusServer;
  FileStore: new (options: { directory: string }) => object;
}

/** @tus/server alone on its FileStore: no rights, no quotas, nothing made of files. Arguments: its modules, its folder. */
const [modules = '', directory = ''] = process.argv.slice(2);
const load = createRequire(`${modules}/node_modules/`);
const { Server } = load('@tus/server') as Pick<TusModules, 'Server'>;
const { FileStore } = load('@tus/file-store') as Pick<TusModules, 'FileStore'>;
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) });
const server = createServer((request, response) => void tus.handle(request, response));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
});
