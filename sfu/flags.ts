import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { defaults, type LogLevel, type SfuConfig } from './config.ts';
import { isTurnUrl, type TurnServers } from './signal/ice-servers.ts';
import type { TransportChoice } from './transport/open-media-port.ts';

export type FlagsResult = { ok: true; config: SfuConfig } | { ok: false; message: string };

export const usage = `Usage: npm run sfu -- --dev
       npm run sfu -- --keys "key: secret" [--bind 0.0.0.0] [--port 7880] [--udp-port 7882]
                      [--announce address]... [--webhook url]... [--transport auto] [--workers 4]
                      [--last-n 9] [--turn turns:host:5349]... [--turn-secret-file path]
                      [--metrics-token token] [--capture-folder path] [--log-level info]`;

const LOG_LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** Reads the command line of the stand-alone media server. `--dev` gives LiveKit's development defaults. */
export function readFlags(args: readonly string[]): FlagsResult {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dev: { type: 'boolean', default: false },
        bind: { type: 'string' },
        port: { type: 'string', default: '7880' },
        'udp-port': { type: 'string', default: '7882' },
        keys: { type: 'string', multiple: true },
        announce: { type: 'string', multiple: true, default: [] },
        webhook: { type: 'string', multiple: true, default: [] },
        transport: { type: 'string', default: defaults.transport },
        workers: { type: 'string', default: '0' },
        'last-n': { type: 'string', default: '0' },
        turn: { type: 'string', multiple: true, default: [] },
        'turn-secret-file': { type: 'string', default: '' },
        'metrics-token': { type: 'string', default: '' },
        'capture-folder': { type: 'string', default: '' },
        'log-level': { type: 'string', default: 'info' },
      },
    });
    return { ok: true, config: toConfig(values) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'bad flags' };
  }
}

function toConfig(values: {
  dev: boolean;
  bind?: string | undefined;
  port: string;
  'udp-port': string;
  keys?: string[] | undefined;
  announce: string[];
  webhook: string[];
  transport: string;
  workers: string;
  'last-n': string;
  turn: string[];
  'turn-secret-file': string;
  'metrics-token': string;
  'capture-folder': string;
  'log-level': string;
}): SfuConfig {
  const bind = values.bind ?? '127.0.0.1';
  if (isIP(bind) === 0) throw new Error(`--bind wants an IP address, not "${bind}"`);
  for (const address of values.announce) {
    if (isIP(address) === 0) throw new Error(`--announce wants an IP address, not "${address}"`);
  }
  const keys = values.keys ? readKeys(values.keys) : values.dev ? { devkey: 'secret' } : null;
  if (!keys) throw new Error('--keys "key: secret" is needed (or --dev)');
  return {
    host: bind,
    port: readPort('--port', values.port),
    udpPort: readPort('--udp-port', values['udp-port']),
    bindMedia: bind,
    announced: values.announce,
    keys,
    autoCreate: true,
    ...defaults,
    webhooks: values.webhook.map(readUrl),
    transport: readTransport(values.transport),
    workers: readWorkers(values.workers),
    lastN: readLastN(values['last-n']),
    turn: readTurn(values.turn, values['turn-secret-file']),
    metricsToken: values['metrics-token'],
    captureFolder: values['capture-folder'],
    logLevel: readLevel(values['log-level']),
  };
}

/** `key: secret`, as LiveKit's own server takes them. */
function readKeys(pairs: readonly string[]): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const pair of pairs) {
    const match = /^\s*([^\s:]+)\s*:\s*(\S+)\s*$/.exec(pair);
    if (!match?.[1] || !match[2]) throw new Error('--keys wants "key: secret"');
    keys[match[1]] = match[2];
  }
  return keys;
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new Error('--webhook wants an http(s) URL');
  return url.href;
}

function readPort(flag: string, value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw new Error(`${flag} wants a port number, not "${value}"`);
  return port;
}

function readWorkers(value: string): number {
  if (!/^\d{1,2}$/.test(value)) throw new Error(`--workers wants a number up to 99, 0 for what the cores call for`);
  return Number(value);
}

function readLastN(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new Error(`--last-n wants a number up to 9999, 0 for everybody's camera`);
  return Number(value);
}

function readTurn(urls: string[], file: string): TurnServers {
  const wrong = urls.find((url) => !isTurnUrl(url));
  if (wrong !== undefined) throw new Error(`--turn wants turn:host:port or turns:host:port, not "${wrong}"`);
  if (urls.length === 0) return defaults.turn;
  if (file === '') throw new Error('--turn needs --turn-secret-file: the secret that the TURN server shares with us');
  const secret = readSecret(file);
  if (secret === '') throw new Error(`--turn-secret-file ${file} is empty or cannot be read`);
  return { urls, secret };
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function readTransport(value: string): TransportChoice {
  if (value !== 'auto' && value !== 'own' && value !== 'native')
    throw new Error('--transport wants one of auto, own, native');
  return value;
}

function readLevel(value: string): LogLevel {
  if (!LOG_LEVELS.includes(value)) throw new Error(`--log-level wants one of ${LOG_LEVELS.join(', ')}`);
  return value as LogLevel;
}
