import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80 } from '../ffi/dtls-session.ts';
import { openLibrary } from '../ffi/library.ts';
import { NativeBlock } from '../ffi/memory.ts';
import { GcmProtection } from './gcm.ts';
import { sessionKeys } from './keys.ts';
import { rtpHeaderBytes } from './packets.ts';
import { indexOf, ReplayWindow, WINDOW_PACKETS } from './replay-window.ts';
import { exportedBytes, type SrtpSession, srtpSession } from './session.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const withCalls = { skip: typeof openLibrary() === 'string' && 'the symbols are not there' };
const PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80];

function placed(bytes: Uint8Array): { block: NativeBlock; at: number; length: number } {
  const block = new NativeBlock(2048);
  block.bytes.set(bytes, 8);
  return { block, at: 8, length: bytes.length };
}

/** Runs a packet through `work` and returns what it has become; null when it was refused. */
function through(bytes: Uint8Array, work: (packet: ReturnType<typeof placed>) => number): Buffer | null {
  const packet = placed(bytes);
  const length = work(packet);
  return length < 0 ? null : Buffer.from(packet.block.bytes.subarray(8, 8 + length));
}

test('keys are derived as in RFC 3711 §B.3', () => {
  const master = { key: hex('E1F97A0D3E018BE0D64FA32C06DE4139'), salt: hex('0EC675AD498AFEEBB6960B3AABE6') };
  const keys = sessionKeys(master, 'rtp');
  assert.deepEqual(Buffer.from(keys.encryption), hex('C61E7A93744F39EE10734AFE3FF7A087'));
  assert.deepEqual(Buffer.from(keys.salt), hex('30CBBC08863D8C85D49DB34A9AE1'));
  assert.deepEqual(Buffer.from(keys.authentication), hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'));
});

test('RTP and RTCP are protected as in RFC 7714 §16.1 and §17.1', withCalls, () => {
  const keys = { encryption: hex('000102030405060708090a0b0c0d0e0f'), salt: hex('517569642070726f2071756f') };
  const rtp = hex(`8040f17b8041f8d35501a0b2 47616c6c696120657374206f6d6e697320646976697361
    20696e207061727465732074726573`);
  const rtcp = hex(`81c8000d4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
    deadbeef deadbeef deadbeef deadbeef deadbeef`);
  const sealedRtp = hex(`8040f17b8041f8d35501a0b2 f24de3a3fb34de6cacba861c9d7e4bca be633bd50d294e6f42a5f47a51c7d19b
    36de3adf8833 899d7f27beb16a9152cf765ee4390cce`);
  const sealedRtcp = hex(`81c8000d4d617273 63e94885dcdab67ca727d7662f6b7e99 7ff5c0f76c06f32dc676a5f1730d6fda
    4ce09b4686303ded0bb9275bc84aa458 96cf4d2fc5abf87245d9eade 800005d4`);
  const [seal, open] = [new GcmProtection(keys, keys, 'seal'), new GcmProtection(keys, keys, 'open')];
  assert.deepEqual(
    through(rtp, (packet) => seal.protectRtp(packet, 12, 0x5501a0b2, 0xf17b)),
    sealedRtp,
  );
  assert.deepEqual(
    through(sealedRtp, (packet) => open.openRtp(packet, 12, 0x5501a0b2, 0xf17b)),
    rtp,
  );
  assert.deepEqual(
    through(rtcp, (packet) => seal.protectRtcp(packet, 0x4d617273, 0x5d4)),
    sealedRtcp,
  );
  assert.deepEqual(
    through(sealedRtcp, (packet) => open.openRtcp(packet, 0x4d617273)),
    rtcp,
  );
  seal.free();
  open.free();
});

/** Both directions in one process, with keys of our choice. */
function pair(profile: number, exported: Uint8Array): [SrtpSession, SrtpSession, () => void] {
  const both: [SrtpSession, SrtpSession] = [
    srtpSession(profile, exported, 'server'),
    srtpSession(profile, exported, 'client'),
  ];
  const free = (): void => {
    for (const { sender, receiver } of both) {
      sender.free();
      receiver.free();
    }
  };
  return [...both, free];
}

/** The packets with which libsrtp tests itself (`srtp_validate`). */
test('RTP and RTCP are protected with AES_CM_128_HMAC_SHA1_80 as libsrtp does', withCalls, () => {
  const [key, salt] = [hex('e1f97a0d3e018be0d64fa32c06de4139'), hex('0ec675ad498afeebb6960b3aabe6')];
  const [, client, free] = pair(SRTP_AES128_CM_SHA1_80, Buffer.concat([key, key, salt, salt]));
  const [rtp, rtcp] = [`800f1234decafbadcafebabe${'ab'.repeat(16)}`, `81c8000bcafebabe${'ab'.repeat(16)}`];
  assert.deepEqual(
    through(hex(rtp), (packet) => client.sender.protect(packet)),
    hex('800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb'),
  );
  // libsrtp counts from 1.
  client.sender.protect(placed(hex(rtcp)));
  assert.deepEqual(
    through(hex(rtcp), (packet) => client.sender.protect(packet)),
    hex('81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798'),
  );
  free();
});

const anyExported = fc.uint8Array({ minLength: 60, maxLength: 60 });
const anyPacket = fc
  .record({
    rtcp: fc.boolean(),
    csrcs: fc.integer({ min: 0, max: 15 }),
    extension: fc.option(fc.integer({ min: 0, max: 20 })),
    sequence: fc.integer({ min: 0, max: 0xffff }),
    payload: fc.uint8Array({ maxLength: 1100 }),
  })
  .map(({ rtcp, csrcs, extension, sequence, payload }) => {
    if (rtcp) return Buffer.concat([hex('81c8000bcafebabe'), payload]);
    const head = hex('800f1234decafbadcafebabe');
    head[0] = 0x80 | csrcs | (extension === null ? 0 : 0x10);
    head.writeUInt16BE(sequence, 2);
    const more = extension === null ? Buffer.alloc(0) : Buffer.alloc(4 + extension * 4, 7);
    if (extension !== null) more.writeUInt16BE(extension, 2);
    return Buffer.concat([head, Buffer.alloc(csrcs * 4, 9), more, payload]);
  });

test('whatever is protected opens once, and nothing that was changed opens', withCalls, () => {
  fc.assert(
    fc.property(
      anyExported,
      anyPacket,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (exported, packet, place, change) => {
        for (const profile of PROFILES) {
          const [server, client, free] = pair(profile, exported.subarray(0, exportedBytes(profile) ?? 0));
          const sent = through(packet, (one) => server.sender.protect(one));
          assert.ok(sent);
          const head = rtpOrRtcpHead(packet);
          assert.deepEqual(sent.subarray(0, head), packet.subarray(0, head));
          // A short payload may meet a key stream of zeros.
          const kept = sent.subarray(head, packet.length).equals(packet.subarray(head));
          assert.ok(!kept || packet.length - head < 8, 'the payload can be read');
          const changed = Buffer.from(sent);
          changed[place % sent.length] = (changed[place % sent.length] ?? 0) ^ change;
          assert.equal(
            through(changed, (one) => client.receiver.open(one)),
            null,
          );
          assert.deepEqual(
            through(sent, (one) => client.receiver.open(one)),
            packet,
          );
          assert.equal(
            through(sent, (one) => client.receiver.open(one)),
            null,
            'a repetition',
          );
          assert.equal(
            through(sent, (one) => server.receiver.open(one)),
            null,
            'the other direction',
          );
          free();
        }
      },
    ),
    { numRuns: 60 },
  );
});

function rtpOrRtcpHead(packet: Buffer): number {
  return packet[1] === 0xc8 ? 8 : rtpHeaderBytes(packet, packet.length);
}

test('the roll-over count follows a stream, over losses and reordering', withCalls, () => {
  for (const profile of PROFILES) {
    const [server, client, free] = pair(profile, Buffer.alloc(exportedBytes(profile) ?? 0, 5));
    const packet = hex('800f0000decafbadcafebabe01');
    let held: Buffer | null = null;
    for (let sent = 0, sequence = 65_000; sent < 400; sent++, sequence += 700) {
      packet.writeUInt16BE(sequence & 0xffff, 2);
      const bytes = through(packet, (one) => server.sender.protect(one));
      assert.ok(bytes);
      if (sent % 3 === 2) {
        held = bytes;
        continue;
      }
      assert.ok(
        through(bytes, (one) => client.receiver.open(one)),
        `packet ${sent}`,
      );
      if (held)
        assert.ok(
          through(held, (one) => client.receiver.open(one)),
          'one that came late',
        );
      held = null;
    }
    free();
  }
});

test('one index is never used twice with GCM', withCalls, () => {
  const [server, , free] = pair(SRTP_AEAD_AES_128_GCM, Buffer.alloc(56, 5));
  const packet = hex('800f0007decafbadcafebabe01');
  assert.ok(through(packet, (one) => server.sender.protect(one)));
  assert.equal(
    through(packet, (one) => server.sender.protect(one)),
    null,
  );
  free();
});

test('nothing opens or is protected once the keys have been freed', withCalls, () => {
  for (const profile of PROFILES) {
    const [server, client, free] = pair(profile, Buffer.alloc(exportedBytes(profile) ?? 0, 5));
    const packet = hex('800f0007decafbadcafebabe01');
    const sent = through(packet, (one) => server.sender.protect(one));
    assert.ok(sent);
    free();
    free();
    packet[3] = 8;
    assert.equal(
      through(packet, (one) => server.sender.protect(one)),
      null,
    );
    assert.equal(
      through(sent, (one) => client.receiver.open(one)),
      null,
    );
  }
});

test('the replay window knows each of the last indices, and nothing older', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 300 }), (indices) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      let highest = -1;
      for (const index of indices) {
        const wanted = !seen.has(index) && index > highest - WINDOW_PACKETS;
        assert.equal(window.isNew(index), wanted);
        if (!wanted) continue;
        window.add(index);
        seen.add(index);
        highest = Math.max(highest, index);
      }
    }),
  );
});

test('a jump of any size leaves the window right', () => {
  const window = new ReplayWindow();
  window.add(5);
  window.add(2 ** 40);
  assert.equal(window.isNew(5), false);
  assert.equal(window.isNew(2 ** 40 - WINDOW_PACKETS + 1), true);
  assert.equal(window.isNew(2 ** 40), false);
});

test('an index is the nearest that its sequence number allows', () => {
  assert.equal(indexOf(65_535, -1), 65_535);
  assert.equal(indexOf(2, 65_535), 65_538);
  assert.equal(indexOf(65_535, 65_538), 65_535);
  assert.equal(indexOf(65_535, 3), -1);
});
