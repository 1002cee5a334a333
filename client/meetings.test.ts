import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaUrl, meetingCalls } from './meetings.ts';

test('a media engine on the same origin is reached there, by the matching scheme', () => {
  assert.equal(mediaUrl('/', 'http://127.0.0.1:8080'), 'ws://127.0.0.1:8080');
  assert.equal(mediaUrl('/', 'https://yiqi.example'), 'wss://yiqi.example');
  assert.equal(mediaUrl('/media/', 'https://yiqi.example'), 'wss://yiqi.example/media');
  assert.equal(mediaUrl('wss://live.example', 'https://yiqi.example'), 'wss://live.example');
});

test('each call asks its path', async () => {
  const asked: unknown[] = [];
  const calls = meetingCalls({
    request: async <Result>(...question: unknown[]) => {
      asked.push(question);
      return { meetings: [] } as Result;
    },
  });
  await calls.create({ title: 'Review' });
  assert.deepEqual(await calls.mine(), []);
  await calls.look('482917306');
  await calls.join('482917306', { name: 'Guest' });
  await calls.end('482917306');
  assert.deepEqual(asked, [
    ['POST', '/api/v1/meetings', { title: 'Review' }],
    ['GET', '/api/v1/meetings/mine'],
    ['GET', '/api/v1/meetings/482917306'],
    ['POST', '/api/v1/meetings/482917306/join', { name: 'Guest' }],
    ['POST', '/api/v1/meetings/482917306/end'],
  ]);
});
