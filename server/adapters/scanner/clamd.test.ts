import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { Clamd } from './clamd.ts';
import { HARMFUL, startFakeClamd } from './testing/fake-clamd.ts';

const host = '127.0.0.1';

async function* chunks(...pieces: (string | Buffer)[]): AsyncIterable<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

test('[FI60] a file goes to clamd whole, in pieces, and its answer is told', async () => {
  const fake = await startFakeClamd();
  const clamd = new Clamd({ host, port: fake.port });
  const large = Buffer.alloc(700_000, 'a');
  assert.equal(await clamd.scan(chunks('one ', large, 'two')), 'clean');
  assert.ok(fake.last().equals(Buffer.concat([Buffer.from('one '), large, Buffer.from('two')])));
  assert.equal(await clamd.scan(chunks(HARMFUL.slice(0, 9), HARMFUL.slice(9))), 'infected');
  assert.equal(await clamd.scan(chunks()), 'clean');
  await fake.close();
});

test('[FI62] what is too large for clamd is told as that', async () => {
  const fake = await startFakeClamd({ most: 1000 });
  const many = async function* () {
    for (let n = 0; n < 200; n += 1) yield Buffer.alloc(100_000);
  };
  assert.equal(await new Clamd({ host, port: fake.port }).scan(many()), 'too-large');
  await fake.close();
});

test('[FI62] a daemon that is away, hangs up, is silent or talks nonsense has said nothing', async () => {
  const fake = await startFakeClamd();
  await fake.close();
  await assert.rejects(new Clamd({ host, port: fake.port }).scan(chunks('x')));
  for (const answer of [(socket: Socket) => socket.destroy(), (socket: Socket) => socket.end('what?\0'), () => {}]) {
    const server = createServer((socket) => void answer(socket.on('error', () => {})));
    server.listen(0, host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await assert.rejects(new Clamd({ host, port, silentMs: 200 }).scan(chunks('x')));
    server.close();
  }
});
