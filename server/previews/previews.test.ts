import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { Caller } from '../identity/api.ts';
import { createPreviews } from './module.ts';
import { Names, startSite } from './testing.ts';

function callerOf(): Caller {
  return { user: newId('u'), device: newId('d'), role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
}

test('[MC54] a preview is kept for a day, a page that was not there for ten minutes', async (context) => {
  let asked = 0;
  const port = await startSite(context, (request, response) => {
    asked += 1;
    if (request.url === '/gone') response.writeHead(404).end();
    else response.setHeader('content-type', 'text/html').end(`<title>page ${asked}</title>`);
  });
  const clock = new ManualClock();
  const { commands } = createPreviews({ on: true, clock, reach: new Names(port, { 'site.example': [['127.0.0.1']] }) });
  const ask = (path: string) => commands['link.preview'](callerOf(), { url: `http://site.example:${port}${path}` });
  const both = await Promise.all([ask('/#one'), ask('/#two')]);
  assert.deepEqual(both, [{ preview: { title: 'page 1' } }, { preview: { title: 'page 1' } }]);
  clock.advance(24 * 3_600_000 - 1);
  assert.deepEqual(await ask('/'), { preview: { title: 'page 1' } });
  clock.advance(1);
  assert.deepEqual(await ask('/'), { preview: { title: 'page 2' } });
  assert.deepEqual([await ask('/gone'), await ask('/gone'), asked], [{}, {}, 3]);
  clock.advance(600_000);
  assert.deepEqual([await ask('/gone'), asked], [{}, 4]);
});

test('[MC54] nobody has many pages fetched; switched off, nothing is', async (context) => {
  let asked = 0;
  const port = await startSite(context, (_request, response) => {
    asked += 1;
    response.writeHead(404).end();
  });
  const reach = new Names(port, { 'site.example': [['127.0.0.1']] });
  const clock = new ManualClock();
  const { commands } = createPreviews({ on: true, clock, reach });
  const [one, other] = [callerOf(), callerOf()];
  const ask = (caller: Caller, n: number) =>
    commands['link.preview'](caller, { url: `http://site.example:${port}/${n}` });
  for (let n = 0; n < 30; n += 1) await ask(one, n);
  await assert.rejects(ask(one, 30), (error) => error instanceof Failure && error.code === 'rate.limited');
  assert.deepEqual(await ask(one, 3), {}, 'what is known costs nothing');
  assert.deepEqual(await ask(other, 30), {});
  assert.equal(asked, 31);
  const off = createPreviews({ on: false, clock, reach });
  assert.deepEqual(await off.commands['link.preview'](other, { url: `http://site.example:${port}/` }), {});
  for (const url of ['', 'x', 'ftp://a', 'http://localhost/', 'http://10.0.0.1/']) {
    assert.deepEqual(await commands['link.preview'](other, { url }), {});
  }
  assert.equal(asked, 31);
});
