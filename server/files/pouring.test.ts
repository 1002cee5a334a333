import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ConversationId } from '#protocol/common.ts';
import { filePath } from '#protocol/file-path.ts';
import { DiskBlobs } from '../adapters/blob/disk-blobs.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { fetchFile, sendFiles, upload } from './testing/world.ts';

const BYTES = 20_000_000;
const bytes = randomBytes(BYTES);
const folder = mkdtempSync(join(tmpdir(), 'yiqi-pouring-'));
let server: LiveServer;
let place: ConversationId;
let id: string;
let key: string;

before(async () => {
  server = await startLiveServer({ inMemory: true, fileBlobs: new DiskBlobs(folder) });
  const ann = await signUp(server.origin, 'ann');
  const bob = await signUp(server.origin, 'bob');
  place = (await server.as(ann.me.id, 'conversation.direct', { user: bob.me.id })).summary.id;
  const file = await upload(server, ann, bytes, { name: 'a.bin' });
  const seq = await sendFiles(server, ann.me.id, place, [file]);
  const asked = { conversation: place, seqs: [seq] };
  const { keys } = await perform(server, ann.me.id, 'file.keys', asked, 'member', ann.device);
  [id, key] = [file.id, keys[0]?.key ?? ''];
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('[FI41] from the disk come all bytes, parts of them, and the headers of every answer', async () => {
  const whole = await fetchFile(server, id, key);
  assert.equal(whole.headers.get('content-length'), String(BYTES));
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff');
  assert.match(whole.headers.get('content-security-policy') ?? '', /sandbox/);
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(bytes));
  const some = await fetchFile(server, id, key, { headers: { range: `bytes=7-${BYTES - 9}` } });
  assert.deepEqual([some.status, some.headers.get('content-range')], [206, `bytes 7-${BYTES - 9}/${BYTES}`]);
  assert.ok(Buffer.from(await some.arrayBuffer()).equals(bytes.subarray(7, BYTES - 8)));
});

test('[FI41] many at once get each their own, also while others break off in the middle', async () => {
  const path = server.origin + filePath(id, 'original', key);
  const breaking = async () => {
    const [answer] = (await once(get(path), 'response')) as [IncomingMessage];
    await once(answer, 'data');
    answer.destroy();
  };
  const reading = async (start: number) => {
    const answer = await fetchFile(server, id, key, { headers: { range: `bytes=${start}-` } });
    assert.ok(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(start)));
  };
  await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? breaking() : reading(n * 1_000_003))));
});
