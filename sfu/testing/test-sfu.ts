import { SignJWT } from 'jose';
import { defaults } from '../config.ts';
import { type Sfu, startSfu } from '../index.ts';
import type { Log } from '../signal/log.ts';
import type { TransportChoice } from '../transport/open-media-port.ts';

export const testKey = 'testkey';
export const testSecret = 'a secret for tests that is long enough';

/** Starts a media server on free ports of the loopback. `lines` collects all that it logs. */
export async function startTestSfu(
  options: {
    autoCreate?: boolean;
    departureTimeoutSeconds?: number;
    bindMedia?: string;
    webhooks?: string[];
    transport?: TransportChoice;
    metricsToken?: string;
    captureFolder?: string;
  } = {},
): Promise<Sfu & { lines: string[] }> {
  const lines: string[] = [];
  const write = (context: object, message: string): void => void lines.push(JSON.stringify({ ...context, message }));
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const sfu = await startSfu({
    host: '127.0.0.1',
    port: 0,
    udpPort: 0,
    bindMedia: options.bindMedia ?? '127.0.0.1',
    announced: [],
    keys: { [testKey]: testSecret },
    transport: options.transport ?? defaults.transport,
    autoCreate: options.autoCreate ?? true,
    webhooks: options.webhooks ?? [],
    metricsToken: options.metricsToken ?? '',
    captureFolder: options.captureFolder ?? '',
    emptyTimeoutSeconds: 300,
    departureTimeoutSeconds: options.departureTimeoutSeconds ?? 20,
    lastN: defaults.lastN,
    turn: defaults.turn,
    log,
  });
  return Object.assign(sfu, { lines });
}

export interface TokenOptions {
  identity?: string;
  name?: string;
  metadata?: string;
  /** Seconds from now; negative for an expired token. */
  expiresIn?: number;
  notBefore?: number;
  key?: string;
  secret?: string;
  video?: Record<string, unknown>;
}

/** An access token, as LiveKit's SDKs make them. */
export async function mintToken(options: TokenOptions = {}): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  const { identity = 'someone', name = '', metadata = '', video = { roomJoin: true, room: 'room' } } = options;
  const jwt = new SignJWT({ name, metadata, video })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(options.key ?? testKey)
    .setSubject(identity)
    .setExpirationTime(nowS + (options.expiresIn ?? 600));
  if (options.notBefore !== undefined) jwt.setNotBefore(nowS + options.notBefore);
  return await jwt.sign(new TextEncoder().encode(options.secret ?? testSecret));
}
