import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { ownCertificate } from './certificate.ts';

const root = mkdtempSync(join(tmpdir(), 'yiqi-tls-'));
after(() => rmSync(root, { recursive: true }));
const NOW = Date.now();

function folder(): string {
  return join(mkdtempSync(join(root, 'case-')), 'tls');
}

test('a TLS client that trusts the certificate connects to an address in it', async () => {
  const made = await ownCertificate(folder(), ['127.0.0.1'], NOW);
  const server = createServer(made, (socket) => socket.end('hello'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const socket = connect({ host: '127.0.0.1', port, ca: made.cert });
  let heard = '';
  for await (const chunk of socket) heard += chunk;
  server.close();
  assert.equal(heard, 'hello');
});

test('kept between starts, the key for the owner alone', async () => {
  const place = folder();
  const first = await ownCertificate(place, ['192.0.2.7'], NOW);
  const second = await ownCertificate(place, ['192.0.2.7'], NOW + 1000);
  assert.equal(second.cert, first.cert);
  assert.equal(statSync(join(place, 'own-key.pem')).mode & 0o077, 0);
});

test('made anew for another address, near its end, or when the file is broken', async () => {
  const place = folder();
  const first = await ownCertificate(place, ['192.0.2.7'], NOW);
  const moved = await ownCertificate(place, ['192.0.2.8'], NOW);
  assert.notEqual(moved.cert, first.cert);
  const later = await ownCertificate(place, ['192.0.2.8'], NOW + 390 * 24 * 3600 * 1000);
  assert.notEqual(later.cert, moved.cert);
  writeFileSync(join(place, 'own-cert.pem'), 'not a certificate');
  const mended = await ownCertificate(place, ['192.0.2.8'], NOW);
  assert.ok(new X509Certificate(mended.cert).checkIP('192.0.2.8'));
});
