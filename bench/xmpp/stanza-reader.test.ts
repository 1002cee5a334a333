import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StanzaReader } from './stanza-reader.ts';

const OPEN = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' version='1.0'>";
const STANZAS = [
  '<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>',
  "<presence from='a@b/c'/>",
  "<message to='x'><body>1 &lt; 2 你好 #5#</body><stanza-id id=\"a>b\" by='/'/></message>",
  '<message><body><a><b/></a></body></message>',
];

function stanzasOf(text: string, chunkBytes: number): string[] {
  const found: string[] = [];
  const reader = new StanzaReader((stanza) => found.push(String(stanza)));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  return found;
}

test('stanzas come out whole and in order, however the bytes are cut', () => {
  const text = OPEN + STANZAS.join('\n ');
  for (let chunkBytes = 1; chunkBytes <= Buffer.byteLength(text); chunkBytes += 1) {
    assert.deepEqual(stanzasOf(text, chunkBytes), STANZAS);
  }
});

test('a stanza that has not ended is not told', () => {
  assert.deepEqual(stanzasOf(`${OPEN}<message><body>half</body>`, 5), []);
});

test('after a restart another stream is read', () => {
  const found: string[] = [];
  const reader = new StanzaReader((stanza) => found.push(String(stanza)));
  reader.push(Buffer.from(`${OPEN}<success/>`));
  reader.restart();
  reader.push(Buffer.from(`${OPEN}<iq/>`));
  assert.deepEqual(found, ['<success/>', '<iq/>']);
});
