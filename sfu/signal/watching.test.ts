import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { SessionDescription } from '@livekit/protocol';
import { writePli } from '../core/rtcp/writer.ts';
import { MemorySfu } from '../testing/memory-client.ts';
import type { MemoryTransport } from '../testing/memory-transport.ts';
import { Captures } from './captures.ts';
import { dumpRoom } from './dump.ts';

const offer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');
const RTP = Uint8Array.of(0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2);
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Stage {
  sfu: MemorySfu;
  transport: MemoryTransport;
  folder: string;
  captures: Captures;
}

/** A room with one connected participant, `ann`, and a folder for captures. */
function scenario(name: string, work: (stage: Stage) => Promise<void>): void {
  test(name, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'yiqi-captures-'));
    const sfu = new MemorySfu();
    const captures = new Captures(sfu.rooms, path.join(folder, 'captures'), log);
    try {
      const client = sfu.join('ann', {
        request: { publisherOffer: new SessionDescription({ type: 'offer', sdp: offer, id: 1 }) },
      });
      const [transport] = sfu.transports.open;
      assert.ok(transport && client.last('answer'));
      transport.connect();
      await work({ sfu, transport, folder, captures });
    } finally {
      await captures.close();
      sfu.close();
      rmSync(folder, { recursive: true });
    }
  });
}

const limits = { seconds: 60, bytes: 100_000 };

scenario('a capture holds what came and went, in a file for the server’s user alone', async (stage) => {
  const { transport, captures, folder } = stage;
  const started = await captures.start('room', 'ann', limits);
  assert.ok(started.ok && started.value.running);
  transport.events.emit('rtp', RTP);
  transport.events.emit('rtcp', writePli(1, 42));
  assert.deepEqual(await captures.start('room', 'ann', limits), {
    ok: false,
    code: 'failed_precondition',
    message: 'this participant is being captured',
  });
  const ended = await captures.stop('room', 'ann');
  assert.ok(ended.ok && !ended.value.running && ended.value.packets >= 2);
  const file = path.join(folder, 'captures', ended.value.file);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const bytes = readFileSync(file);
  assert.equal(bytes.length, ended.value.bytes);
  assert.deepEqual(new Uint8Array(bytes.subarray(24 + 44, 24 + 44 + RTP.length)), RTP);
  transport.events.emit('rtp', RTP);
  assert.equal(readFileSync(file).length, bytes.length, 'nothing more is written');
  assert.equal(captures.state('room', 'ann').ok, false);
});

scenario('a capture ends at its size, and with its participant', async ({ transport, captures, sfu }) => {
  const started = await captures.start('room', 'ann', { seconds: 60, bytes: 1000 });
  assert.ok(started.ok);
  for (let i = 0; i < 100; i++) transport.events.emit('rtp', RTP);
  assert.equal(captures.state('room', 'ann').ok, false, 'it has ended by itself');
  assert.ok((await captures.start('room', 'ann', limits)).ok);
  const report = captures.state('room', 'ann');
  assert.ok(report.ok);
  sfu.rooms.find('room')?.find('ann')?.leave(1);
  assert.equal(report.ok, true);
  assert.equal(captures.state('room', 'ann').ok, false);
});

scenario('captures are refused without a folder, of strangers, and beyond a number of files', async (stage) => {
  const { captures, sfu, folder } = stage;
  const none = new Captures(sfu.rooms, '', log);
  const code = async (attempt: ReturnType<Captures['start']>): Promise<string> => {
    const result = await attempt;
    return result.ok ? 'ok' : result.code;
  };
  assert.equal(await code(none.start('room', 'ann', limits)), 'failed_precondition');
  assert.equal(await code(captures.start('room', 'bob', limits)), 'not_found');
  assert.equal(await code(captures.start('elsewhere', 'ann', limits)), 'not_found');
  assert.ok((await captures.start('room', 'ann', limits)).ok);
  await captures.stop('room', 'ann');
  for (let i = 0; i < 19; i++) await writeFile(path.join(folder, 'captures', `${i}.pcap`), '');
  assert.equal(await code(captures.start('room', 'ann', limits)), 'failed_precondition');
  assert.equal((await readdir(path.join(folder, 'captures'))).length, 20);
  const blocked = new Captures(sfu.rooms, path.join(folder, 'captures', '0.pcap'), log);
  assert.equal(await code(blocked.start('room', 'ann', limits)), 'unavailable');
});

scenario('metrics count packets, requests, joins and what is there', async ({ sfu, transport }) => {
  transport.events.emit('rtp', RTP);
  transport.events.emit('rtcp', writePli(1, 42));
  const { type, body } = await sfu.metrics.text();
  assert.match(type, /^text\/plain/);
  for (const line of [
    'yiqi_sfu_rtp_packets_total{direction="in"} 1',
    'yiqi_sfu_rtp_bytes_total{direction="in"} 14',
    'yiqi_sfu_keyframe_requests_total{direction="in"} 1',
    'yiqi_sfu_rooms 1',
    'yiqi_sfu_participants{state="active"} 1',
    'yiqi_sfu_connection_quality{quality="excellent"} 1',
    'yiqi_sfu_join_seconds_count 1',
  ]) {
    assert.ok(body.split('\n').includes(line), `${line}\n${body}`);
  }
  assert.match(body, /yiqi_sfu_event_loop_delay_seconds\{quantile="1"\} \d/);
  assert.doesNotMatch(body, /ann|"room"/, 'no names');
  sfu.rooms.close();
  assert.match((await sfu.metrics.text()).body, /yiqi_sfu_left_total\{reason="SERVER_SHUTDOWN"\} 1/);
});

scenario('the picture of a room survives JSON and holds no metadata, attributes nor addresses', async ({ sfu }) => {
  sfu.join('bob', { grants: { metadata: 'private', attributes: { secret: 'private' } } });
  const room = sfu.rooms.find('room');
  assert.ok(room);
  const text = JSON.stringify(dumpRoom(room));
  const picture = JSON.parse(text);
  assert.deepEqual(
    picture.participants.map(({ identity, state }: { identity: string; state: string }) => [identity, state]),
    [
      ['ann', 'ACTIVE'],
      ['bob', 'JOINED'],
    ],
  );
  assert.deepEqual(picture.participants[0].links[0].state, 'connected');
  assert.doesNotMatch(text, /private/);
  assert.doesNotMatch(text, /\d+\.\d+\.\d+\.\d+/);
});
