import assert from 'node:assert/strict';
import { test } from 'node:test';
import { termsOf } from '#kernel/search/terms.ts';
import type { Content } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { indexed } from './document.ts';
import { type MessageSearch, wantedBy } from './wanted.ts';

const FILE = { id: 'f_1', name: '季度报告 Q3.pdf', size: 1, type: 'application/pdf' };
const PICTURE = { id: 'f_2', name: 'sunset.jpg', size: 1, type: 'image/jpeg', width: 3, height: 2 };

function lineOf(content: Content | undefined): MessageLine {
  const head = {
    conversation: 'c',
    seq: 5,
    at: 1,
    by: 'u',
    count: 1,
    type: 'message' as const,
    clientId: 'x',
    text: '',
  };
  return content === undefined ? head : { ...head, content };
}

/** Whether it is found: by its terms, and when it is looked at. */
function found(line: MessageLine, search: MessageSearch): boolean {
  const wanted = wantedBy('u', search);
  const { document } = indexed(line);
  assert.ok(wanted && document);
  const terms = new Set(termsOf(document));
  const named = wanted.terms.every((group) => group.some((term) => terms.has(term)));
  assert.ok(named || wanted.rangesIn(line) === undefined, 'the index never leaves out what is right');
  return wanted.rangesIn(line) !== undefined;
}

test('[SE11] messages are found by the names of their files, and by having files or pictures', () => {
  const file = lineOf({ type: 'files', items: [FILE] });
  const picture = lineOf({ type: 'files', items: [PICTURE] });
  const item = { by: 'u', name: 'n', at: 1, text: '', content: { type: 'files' as const, items: [PICTURE] } };
  const bundle = lineOf({ type: 'bundle', title: 'b', items: [item] });
  assert.ok(found(file, { query: '报告' }) && found(bundle, { query: 'sunset' }));
  const having = (has: NonNullable<MessageSearch['has']>) =>
    [file, picture, bundle, lineOf(undefined)].map((line) => found(line, { query: '', has }));
  assert.deepEqual(having(['file']), [true, false, false, false]);
  assert.deepEqual(having(['picture']), [false, true, true, false]);
  assert.deepEqual(having(['file', 'picture']), [false, false, false, false]);
});
