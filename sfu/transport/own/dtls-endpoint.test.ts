import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { createCertificate } from '../certificates.ts';
import { DtlsEndpoint } from './dtls-endpoint.ts';
import { DtlsContext } from './ffi/dtls-context.ts';
import { openLibrary } from './ffi/library.ts';

const withCalls = { skip: typeof openLibrary() === 'string' && 'the symbols are not there' };
const NOW = 1_760_000_000_000;
const CHANGE_CIPHER_SPEC = 20;

interface Side {
  endpoint: DtlsEndpoint;
  /** Sent, and not yet carried to the other. */
  out: Uint8Array[];
  data: string[];
}

function sideOf(context: DtlsContext): Side {
  const out: Uint8Array[] = [];
  const data: string[] = [];
  const endpoint = new DtlsEndpoint(context, {
    send: (datagram) => out.push(datagram),
    ready: () => {},
    data: (bytes) => data.push(Buffer.from(bytes).toString()),
    ended: () => data.push('ended'),
  });
  return { endpoint, out, data };
}

function carry(from: Side, to: Side, nowMs: number): void {
  for (const datagram of from.out.splice(0)) to.endpoint.receive(datagram, nowMs);
}

/** Both sides before the end of the server's part is carried over: the client waits for it. */
async function almostDone(work: (server: Side, client: Side) => void): Promise<void> {
  const { certificatePem, keyPem } = await createCertificate(Date.now());
  const context = new DtlsContext(new X509Certificate(certificatePem).raw, createPrivateKey(keyPem));
  const digest = Buffer.from(context.fingerprint.replace('sha-256 ', '').replaceAll(':', ''), 'hex');
  const [server, client] = [sideOf(context), sideOf(context)];
  server.endpoint.begin({ algorithm: 'sha-256', digest }, 'server', NOW);
  client.endpoint.begin({ algorithm: 'sha-256', digest }, 'client', NOW);
  carry(client, server, NOW);
  carry(server, client, NOW);
  carry(client, server, NOW);
  assert.equal(server.endpoint.isReady, true);
  assert.equal(client.endpoint.isReady, false);
  work(server, client);
  for (const { endpoint } of [server, client]) endpoint.close();
  context.free();
}

test('the end of a handshake goes again until data shows that it came', withCalls, () =>
  almostDone((server, client) => {
    assert.equal(server.out.splice(0)[0]?.[0], CHANGE_CIPHER_SPEC);
    assert.equal(server.endpoint.nextAt, NOW + 80);
    server.endpoint.tick(NOW + 79);
    assert.equal(server.out.length, 0);
    server.endpoint.tick(NOW + 80);
    carry(server, client, NOW + 80);
    assert.equal(client.endpoint.isReady, true);
    client.endpoint.write(Buffer.from('hello'));
    carry(client, server, NOW + 81);
    assert.deepEqual(server.data, ['hello']);
    assert.equal(server.endpoint.nextAt, Number.POSITIVE_INFINITY);
  }),
);

test('what comes again of a handshake that is done disturbs nobody, and it stops by itself', withCalls, () =>
  almostDone((server, client) => {
    carry(server, client, NOW);
    assert.equal(client.endpoint.isReady, true);
    for (let nowMs = NOW; nowMs < NOW + 5000; nowMs += 10) server.endpoint.tick(nowMs);
    assert.equal(server.out.length, 3);
    assert.equal(server.endpoint.nextAt, Number.POSITIVE_INFINITY);
    carry(server, client, NOW + 5000);
    assert.equal(client.out.length, 0, 'and is not answered');
    server.endpoint.write(Buffer.from('there'));
    carry(server, client, NOW + 5000);
    client.endpoint.write(Buffer.from('back'));
    carry(client, server, NOW + 5000);
    assert.deepEqual([client.data, server.data], [['there'], ['back']]);
  }),
);
