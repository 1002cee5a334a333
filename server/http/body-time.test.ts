import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import Fastify from 'fastify';
import { limitBodyTime } from './body-time.ts';

test('a body that dribbles in ends its connection, but for routes that take long ones', async () => {
  const app = Fastify();
  limitBodyTime(app, 50);
  app.post('/short', async () => 'ok');
  app.post('/long', { config: { slowBody: true } }, async () => 'ok');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const half = (path: string) => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => {});
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n\r\nhalf `);
    return socket;
  };
  const [long, short] = [half('/long'), half('/short')];
  short.resume();
  await once(short, 'close');
  long.write('whole');
  const [answer] = await once(long, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 200/);
  long.destroy();
  await app.close();
});
