import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { FuzzSource } from '../../core/testing/fuzz.ts';
import { acceptedCodecs, acceptedExtensions, toPayloads } from './codecs.ts';
import { parseSdp } from './parse.ts';
import { remoteTransport } from './remote.ts';
import type { SessionDescription } from './types.ts';
import { writeSdp } from './write.ts';

const odd = [
  'a=',
  'm=',
  'a=mid',
  'a=rtpmap:',
  'a=fmtp:96 apt=96',
  'a=extmap:999999 x',
  'a=ssrc:99999999999 a',
  'a=simulcast:send ;;,~',
  'a=rtcp-fb:* nack',
  'a=sendrecv',
  'm=video 0 UDP/TLS/RTP/SAVPF 96 128 -1',
  'a=msid: ',
  '\0',
  '=',
];

/** Recorded offers, cut to their header and a few sections each so that many fit into a second. */
function models(): string[][] {
  return ['chromium', 'firefox'].flatMap((browser) => {
    const text = readFileSync(new URL(`fixtures/${browser}.sdp`, import.meta.url), 'utf8');
    const [header = '', ...sections] = text.split(/^(?=m=)/m);
    return [[0, 6], [7], [8]].map((picked) =>
      (header + picked.map((index) => sections[index] ?? '').join('')).split(/\r?\n/),
    );
  });
}

function mutate(source: FuzzSource, lines: readonly string[]): string {
  const mutated = [...lines];
  const at = (): number => source.below(mutated.length + 1);
  for (let i = source.below(8); i > 0; i--) {
    const operation = source.below(6);
    if (operation === 0) mutated.splice(at(), 1 + source.below(4));
    else if (operation === 1) mutated.splice(at(), 0, mutated[at()] ?? '');
    else if (operation === 2) mutated.splice(at(), 0, odd[source.below(odd.length)] ?? '');
    else if (operation === 3) mutated.length = at();
    else {
      const index = at();
      const line = mutated[index] ?? '';
      const cut = source.below(line.length + 1);
      mutated[index] = line.slice(0, cut) + String.fromCharCode(source.below(256)) + line.slice(cut + source.below(3));
    }
  }
  return mutated.join(source.below(2) === 0 ? '\r\n' : '\n');
}

/** Answers as the publishing and subscribing code does, with everything the offer gave. */
function answer(sdp: SessionDescription): string {
  return writeSdp({
    transport: {
      ...(remoteTransport(sdp) ?? { iceUfrag: 'abcd', icePwd: 'x', fingerprint: 'sha-256 AB' }),
      candidates: [],
    },
    setup: 'passive',
    iceLite: false,
    version: 1,
    extmapAllowMixed: sdp.extmapAllowMixed,
    sections: sdp.sections.map((section) => {
      if (section.kind === 'application') return { kind: section.kind, mid: section.mid, maxMessageBytes: 1 };
      const { kind, mid, sendRids } = section;
      const codecs = acceptedCodecs(section, 'vp8');
      toPayloads(kind, codecs);
      return {
        kind,
        mid,
        direction: 'recvonly',
        codecs,
        extensions: acceptedExtensions(section),
        receiveRids: sendRids,
        sent: null,
      };
    }),
  });
}

test('no description makes the parser throw, and no answer carries lines that are not ours', () => {
  const offers = models();
  const source = new FuzzSource('sdp', []);
  let readable = 0;
  const heap = new HeapWatch(source.runs);
  for (let i = 0; i < source.runs; i++) {
    heap.see(i);
    const parsed = parseSdp(mutate(source, offers[source.below(offers.length)] ?? []));
    if (!parsed.ok) continue;
    readable++;
    const written = answer(parsed.sdp);
    assert.match(written, /^(?:[vostmca]=[^\r\n]*\r\n)+$/);
    const again = parseSdp(written);
    assert.ok(again.ok, again.ok ? '' : again.reason);
    assert.deepEqual(
      again.sdp.sections.map((one) => one.mid),
      parsed.sdp.sections.map((one) => one.mid),
    );
  }
  heap.assertSteady(8);
  assert.ok(readable > source.runs / 4, 'most inputs must reach what lies behind the parser');
});
