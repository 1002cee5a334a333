import { expect, test } from 'vitest';
import type { Client } from '#client/api.ts';
import type { ContentOf } from '#protocol/content.ts';
import { meantBy } from './recordings.ts';
import { nextUnheard } from './unheard.ts';
import { afterKey } from './wave.tsx';

test('[VM20] a finger drops to the left, locks upwards, and otherwise goes on speaking', () => {
  expect([meantBy(0, 0), meantBy(-80, 0), meantBy(-120, -20), meantBy(-40, -90), meantBy(60, 40)]).toEqual([
    ...['speak', 'speak', 'drop', 'lock', 'speak'],
  ]);
});

test('[VM33] keys seek', () => {
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => afterKey(key, 0.5, 0.7))).toEqual([
    ...[1, 0, 0, 1, undefined],
  ]);
});

test('[VM32] after a voice message comes the next one of others that was not heard', () => {
  const voice: ContentOf<'voice'> = {
    type: 'voice',
    file: { id: 'f_x', name: 'v', size: 1, type: 'audio/ogg' },
    ms: 1,
    wave: '0',
  };
  const said = (seq: number, by: string, content?: object) => ({
    state: 'sent',
    event: { type: 'message', seq, by, text: '', content },
  });
  const lines = [
    said(1, 'ann', voice),
    said(2, 'me', voice),
    said(3, 'ann', voice),
    said(4, 'ann'),
    said(5, 'ben', voice),
  ];
  const heard = new Map([['heard:c', { upTo: 0, seqs: [3] }]]);
  const client = {
    me: () => ({ id: 'me' }),
    conversation: () => ({ lines }),
    personal: () => heard,
  } as unknown as Client;
  const after = (seq: number, direct = true) =>
    nextUnheard(client, { place: { conversation: 'c', seq }, direct })?.place.seq;
  expect([after(0), after(1), after(5), after(1, false)]).toEqual([1, 5, undefined, undefined]);
});
