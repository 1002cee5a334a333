import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ownCertificate } from '#server/adapters/tls/certificate.ts';
import type { PageReach } from '#server/previews/api.ts';
import type { WebAddress } from '#server/push/ports.ts';

/** What a device got, decrypted, and how it came. */
export interface Delivery {
  device: string;
  payload: Record<string, unknown>;
  ttl: number;
  urgency: string;
  topic: string | undefined;
  /** The claims of the token that the server signed. */
  claims: { aud: string; exp: number; sub: string };
}

interface FakeDevice {
  ecdh: ReturnType<typeof createECDH>;
  auth: Buffer;
}

/** A push service on a port of this machine, with the devices that it brings messages to: it checks and decrypts all. */
export async function startFakePushService(folder: string) {
  const { cert, key } = await ownCertificate(folder, ['127.0.0.1'], Date.now());
  const devices = new Map<string, FakeDevice>();
  const deliveries: Delivery[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  /** What it answers to a device's messages; 201 unless said. */
  const answers = new Map<string, number>();
  const server = createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const name = (request.url ?? '').replace('/push/', '');
      const status = answers.get(name) ?? 201;
      response.writeHead(status, status === 201 ? { location: '/sent' } : {}).end();
      const device = devices.get(name);
      if (status !== 201 || device === undefined) return;
      const { ttl, urgency, topic, authorization = '' } = request.headers;
      deliveries.push({
        ...{ device: name, payload: decrypt(Buffer.concat(chunks), device), ttl: Number(ttl) },
        ...{ urgency: String(urgency), topic: topic === undefined ? undefined : String(topic) },
        claims: checked(authorization),
      });
      for (const one of waiting) if (deliveries.length >= one.count) one.resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  /** Only this one: as if it were the internet. */
  const reach: PageReach = { resolve: async () => ['127.0.0.1'], permits: (_address, at) => at === port };
  return {
    authority: cert,
    origin: `https://127.0.0.1:${port}`,
    reach,
    deliveries,
    answers,
    /** A device that takes messages. */
    subscribe(name: string): WebAddress {
      const ecdh = createECDH('prime256v1');
      ecdh.generateKeys();
      const auth = randomBytes(16);
      devices.set(name, { ecdh, auth });
      const p256dh = ecdh.getPublicKey('base64url');
      return { endpoint: `https://127.0.0.1:${port}/push/${name}`, p256dh, auth: auth.toString('base64url') };
    },
    /** Resolves once so many messages have come in all. */
    async delivered(count: number): Promise<void> {
      if (deliveries.length >= count) return;
      await new Promise<void>((resolve) => waiting.push({ count, resolve }));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type FakePushService = Awaited<ReturnType<typeof startFakePushService>>;

/** As a device does it: RFC 8291, 3.4, and RFC 8188, 2. */
function decrypt(body: Buffer, { ecdh, auth }: FakeDevice): Record<string, unknown> {
  const salt = body.subarray(0, 16);
  const theirs = body.subarray(21, 21 + body.readUInt8(20));
  const coded = body.subarray(21 + theirs.length);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), theirs]);
  const ikm = derive(ecdh.computeSecret(theirs), auth, info, 32);
  const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(coded.subarray(-16));
  const plain = Buffer.concat([decipher.update(coded.subarray(0, -16)), decipher.final()]);
  return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString());
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

/** The claims of a token that the key beside it has signed. */
function checked(authorization: string): Delivery['claims'] {
  const [, token = '', k = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(k, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) throw new Error('the token is not signed by the key');
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}
