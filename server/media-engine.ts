import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Log } from '#kernel/ports/log.ts';
import { startEmbeddedMedia } from './adapters/media/embedded.ts';
import { lanAddresses } from './adapters/tls/addresses.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import type { DataFolder } from './data-folder.ts';
import { isLoopback } from './origins.ts';
import { keptSecret } from './secrets.ts';

/** The media engine that meetings use: a LiveKit URL with a key, ours or a cluster's. */
export interface MediaEngine {
  /** Where this process reaches its API; undefined while it is down. */
  apiUrl(): string | undefined;
  /** What clients are told: '/' for this server's own origin. */
  publicUrl: string;
  key: string;
  secret: string;
  /** Port of the embedded one's surface on loopback; undefined when it is down or another engine is used. */
  proxyPort(): number | undefined;
  /** Resolves when it can be used. */
  readonly started: Promise<void>;
  stop(): Promise<void>;
}

const EMBEDDED_KEY = 'yiqi';

/** `runs`: this process is to have the embedded one, unless a cluster is used. */
export function startMediaEngine(settings: Settings, data: DataFolder, log: Log, runs = true): MediaEngine {
  if (settings.livekit_url !== '') return cluster(settings);
  return runs ? embedded(settings, data, log) : elsewhere(data);
}

/** The embedded one that several processes share, on whichever port it is for now. */
export function sharedEngine(own: MediaEngine, port: () => number | undefined): MediaEngine {
  if (own.publicUrl !== '/') return own;
  return { ...own, apiUrl: () => localUrl(port()), proxyPort: port };
}

/** It is another process's. */
function elsewhere(data: DataFolder): MediaEngine {
  return {
    apiUrl: () => undefined,
    publicUrl: '/',
    key: EMBEDDED_KEY,
    secret: keptSecret(data.file('media-secret')),
    proxyPort: () => undefined,
    started: Promise.resolve(),
    async stop() {},
  };
}

function localUrl(port: number | undefined): string | undefined {
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

function cluster(settings: Settings): MediaEngine {
  const apiUrl = settings.livekit_url.replace(/^ws/, 'http');
  return {
    apiUrl: () => apiUrl,
    publicUrl: settings.livekit_url,
    key: settings.livekit_key,
    secret: settings.livekit_secret,
    proxyPort: () => undefined,
    started: Promise.resolve(),
    async stop() {},
  };
}

function embedded(settings: Settings, data: DataFolder, log: Log): MediaEngine {
  const secret = keptSecret(data.file('media-secret'));
  const media = startEmbeddedMedia(
    {
      udpPort: settings.media_port,
      workers: settings.media_workers,
      transport: settings.media_transport,
      keys: { [EMBEDDED_KEY]: secret },
      logLevel: settings.log_level,
      captureFolder: data.file('captures'),
      ...mediaAddresses(settings),
      ...turnServers(settings),
    },
    log,
  );
  return {
    apiUrl: () => localUrl(media.port()),
    publicUrl: '/',
    key: EMBEDDED_KEY,
    secret,
    proxyPort: () => media.port(),
    started: media.started,
    stop: () => media.stop(),
  };
}

function turnServers({ turn_urls, turn_secret_file }: Settings): { turn?: { urls: string[]; secret: string } } {
  if (turn_urls === '') return {};
  let secret = '';
  try {
    secret = readFileSync(turn_secret_file, 'utf8').trim();
  } catch {
    throw new StartError(`Cannot read turn_secret_file ${turn_secret_file}.`);
  }
  if (secret === '') throw new StartError(`turn_secret_file ${turn_secret_file} is empty.`);
  return { turn: { urls: turn_urls.split(','), secret } };
}

/**
 * A server that is bound to loopback keeps its media there too, unless an address is set. One that is this machine's own
 * is bound to: with several, answers would leave from another than they were asked at.
 */
function mediaAddresses(settings: Settings): { bindMedia: string; announced: string[] } {
  const { media_address: address } = settings;
  if (address !== '') return { bindMedia: isOwn(address) ? address : '0.0.0.0', announced: [address] };
  if (!settings.lan && isLoopback(settings.host)) return { bindMedia: '127.0.0.1', announced: ['127.0.0.1'] };
  const everywhere = settings.lan || settings.host === '0.0.0.0' || settings.host === '::';
  const announced = everywhere ? lanAddresses() : isIPv4(settings.host) ? [settings.host] : lanAddresses();
  return { bindMedia: '0.0.0.0', announced: [...announced, '127.0.0.1'] };
}

function isOwn(address: string): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));
}
