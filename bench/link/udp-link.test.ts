import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CLEAN, UdpLink } from './udp-link.ts';

async function socket(): Promise<Socket> {
  const made = createSocket('udp4');
  made.bind(0, '127.0.0.1');
  await once(made, 'listening');
  return made;
}

/** A server that answers everything, a client, and the line between them. */
async function staged(
  work: (
    link: UdpLink,
    ask: (text: string) => void,
    heard: string[],
    answered: () => Promise<unknown>,
  ) => Promise<void>,
): Promise<void> {
  const [server, client] = [await socket(), await socket()];
  server.on('message', (packet, { port }) => server.send(packet, port, '127.0.0.1'));
  const link = await UdpLink.open(server.address().port, 1);
  const heard: string[] = [];
  client.on('message', (packet) => heard.push(packet.toString()));
  try {
    await work(
      link,
      (text) => client.send(text, link.port, '127.0.0.1'),
      heard,
      () => once(client, 'message'),
    );
  } finally {
    link.close();
    for (const one of [server, client]) one.close();
  }
}

test('a clean line passes everything both ways, a cut one nothing', () =>
  staged(async (link, ask, heard, answered) => {
    const first = answered();
    ask('one');
    await first;
    link.conditions = { ...CLEAN, cut: true };
    for (let i = 0; i < 10; i++) ask('lost');
    while (link.dropped < 10) await nextTurn();
    link.conditions = CLEAN;
    const second = answered();
    ask('two');
    await second;
    assert.deepEqual(heard, ['one', 'two']);
  }));

test('a delayed line passes everything, later', () =>
  staged(async (link, ask, heard, answered) => {
    link.conditions = { ...CLEAN, delayMs: 5, jitterMs: 20 };
    for (let i = 0; i < 20; i++) ask(String(i));
    while (heard.length < 20) await answered();
    assert.equal(new Set(heard).size, 20);
  }));
