import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createCertificate } from '../certificates.ts';
import { DtlsContext } from './ffi/dtls-context.ts';
import { type DtlsFingerprint, DtlsSession } from './ffi/dtls-session.ts';
import { openLibrary } from './ffi/library.ts';
import { Scratch } from './path.ts';
import { exportedBytes, srtpSession } from './srtp/session.ts';

const ROUNDS = 10;
const MTU = 1200;
const MESSAGE = 'self-test';
const RTP = Uint8Array.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);

/**
 * Whether our own transport works in this process: the symbols are there, two DTLS sessions in memory agree, and what
 * one protects the other opens. Null when all is well, else why not, in a few words.
 */
export async function selfTest(): Promise<string | null> {
  const library = openLibrary();
  if (typeof library === 'string') return library;
  try {
    const { certificatePem, keyPem } = await createCertificate(Date.now());
    const context = new DtlsContext(new X509Certificate(certificatePem).raw, createPrivateKey(keyPem));
    try {
      return tryContext(context);
    } finally {
      context.free();
    }
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown failure';
  }
}

function tryContext(context: DtlsContext): string | null {
  const digest = Buffer.from(context.fingerprint.replace('sha-256 ', '').replaceAll(':', ''), 'hex');
  if (!talk(context, { algorithm: 'sha-256', digest })) return 'two DTLS sessions do not understand each other';
  const other = Buffer.from(digest);
  other[0] = (other[0] ?? 0) ^ 1;
  // What must not work is as important.
  return talk(context, { algorithm: 'sha-256', digest: other }) ? 'DTLS takes a certificate that nobody named' : null;
}

/** A handshake, a message, and a packet in each direction. `expected` is what the server takes for the client's. */
function talk(context: DtlsContext, expected: DtlsFingerprint): boolean {
  const own = Buffer.from(context.fingerprint.replace('sha-256 ', '').replaceAll(':', ''), 'hex');
  const server = new DtlsSession(context, 'server', expected, MTU);
  const client = new DtlsSession(context, 'client', { algorithm: 'sha-256', digest: own }, MTU);
  try {
    if (!shakeHands(server, client)) return false;
    client.write(Buffer.from(MESSAGE));
    pass(client, server);
    const heard = server.read();
    return heard instanceof Uint8Array && Buffer.from(heard).toString() === MESSAGE && exchange(server, client);
  } finally {
    server.free();
    client.free();
  }
}

function shakeHands(server: DtlsSession, client: DtlsSession): boolean {
  for (let round = 0; round < ROUNDS; round++) {
    const there = client.shakeHands();
    pass(client, server);
    const here = server.shakeHands();
    pass(server, client);
    if (there === 'ended' || here === 'ended') return false;
    if (there === 'ready' && here === 'ready') return true;
  }
  return false;
}

function pass(from: DtlsSession, to: DtlsSession): void {
  const records = from.drain();
  if (records) to.put(records);
}

function exchange(server: DtlsSession, client: DtlsSession): boolean {
  const profile = server.srtpProfile();
  const length = exportedBytes(profile);
  const [ours, theirs] = length === null ? [] : [server.exportKeys(length), client.exportKeys(length)];
  if (profile === null || !ours || !theirs) return false;
  const [here, there] = [srtpSession(profile, ours, 'server'), srtpSession(profile, theirs, 'client')];
  const scratch = new Scratch();
  const sent = scratch.place(RTP);
  const protectedRtp = sent && scratch.taken(here.sender.protect(sent));
  const received = protectedRtp && scratch.place(protectedRtp);
  const opened = received && scratch.taken(there.receiver.open(received));
  for (const one of [here.sender, here.receiver, there.sender, there.receiver]) one.free();
  return opened?.equals(RTP) ?? false;
}
