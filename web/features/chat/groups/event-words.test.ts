import { expect, test } from 'vitest';
import type { EventOf } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { SettingsChange } from '#protocol/group-settings.ts';
import { endWords, muteWords, settingsWords } from './event-words.ts';

const head = { conversation: 'c_1', seq: 2, at: 0, by: 'u_ann', count: 0 };
const en = { who: 'Ann', locale: 'en-US' };
const zh = { who: '安安', locale: 'zh-CN' };

function settings(change: SettingsChange): EventOf<'settings-changed'> {
  return { ...head, type: 'settings-changed', change };
}

test('every setting has words of its own, in both languages', () => {
  const changes: SettingsChange[] = [
    { announcement: 'text' },
    { announcement: '' },
    { avatar: 'a'.repeat(26) },
    { avatar: null },
    { until: 1 },
    { until: null },
    { post: 'admins' },
    { post: 'everybody' },
    { invite: 'admins' },
    { invite: 'everybody' },
    { pin: 'admins' },
    { pin: 'everybody' },
    { mentionAll: 'admins' },
    { mentionAll: 'everybody' },
    { history: 'joining' },
    { history: 'everything' },
    { approval: true },
    { approval: false },
    { receipts: true },
    { receipts: false },
  ];
  for (const naming of [en, zh]) {
    const said = changes.map((change) => settingsWords(settings(change), naming));
    expect(new Set(said).size).toBe(changes.length);
    for (const text of said) expect(text.startsWith(naming.who)).toBe(true);
  }
  expect(settingsWords(settings({ post: 'admins', pin: 'admins' }), en)).toBe('Ann changed the settings of the group');
});

test('mutes say until when, or that they are over', () => {
  const mute = (until: number): EventOf<'member-muted'> => ({ ...head, type: 'member-muted', member: 'u_ben', until });
  expect(muteWords(mute(FOR_GOOD), 'Ben', en)).toBe('Ann muted Ben');
  expect(muteWords(mute(0), 'Ben', en)).toBe('Ann lifted the mute of Ben');
  expect(muteWords(mute(Date.UTC(2026, 10, 20, 12)), '小本', zh)).toMatch(/^安安将小本禁言至 11月20日/);
});

test('a group ends by its owner, or by its time', () => {
  expect(endWords({ ...head, type: 'dissolved' }, en)).toBe('Ann dissolved the group');
  expect(endWords({ ...head, type: 'dissolved', timely: true }, zh)).toBe('这个群的时间到了');
});
