import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const client = createRequire(import.meta.url).resolve('livekit-client');
const files: Record<string, { file: string | URL; type: string }> = {
  '/client.js': { file: client, type: 'text/javascript' },
  '/page.js': { file: new URL('page.js', import.meta.url), type: 'text/javascript' },
};
const html = `<!doctype html><meta charset="utf-8"><title>participant</title>
<body><script src="/client.js"></script><script src="/page.js"></script></body>`;

/** Serves the page that joins meetings with an unmodified livekit-client. `localhost` counts as a secure origin. */
export async function servePages(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const wanted = files[request.url ?? ''];
    if (!wanted) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
      return;
    }
    readFile(wanted.file).then(
      (body) => response.writeHead(200, { 'Content-Type': wanted.type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://localhost:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
