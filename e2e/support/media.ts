/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { BrowserContext, Page } from 'playwright-core';
import { until } from './until.ts';

/** Keeps the page's peer connections where `received` finds them. Runs in the page. */
export function watchInPage(): void {
  const connections: RTCPeerConnection[] = [];
  Object.assign(globalThis, { peerConnections: connections });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}

/** To be called before a page is opened. */
export async function watchPeerConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(watchInPage);
}

export interface Received {
  /** Frames decoded since the last look, by the tile's `source:identity`. */
  video: Record<string, number>;
  /** Sound tracks in which something was heard since the last look. */
  audible: number;
}

/** What a page decoded between two looks, `apartMs` apart: from getStats, tied to tiles by track. Runs in the page. */
export async function receivedInPage(apartMs: number): Promise<Received> {
  type Counters = Map<string, { kind: string; value: number }>;
  const { peerConnections } = globalThis as unknown as { peerConnections: RTCPeerConnection[] };
  const look = async () => {
    const counters: Counters = new Map();
    for (const connection of peerConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== 'inbound-rtp' || entry.trackIdentifier === undefined) continue;
        const value = entry.kind === 'video' ? (entry.framesDecoded ?? 0) : (entry.totalAudioEnergy ?? 0);
        counters.set(entry.trackIdentifier, { kind: entry.kind, value });
      }
    }
    return counters;
  };
  const before = await look();
  await new Promise((resolve) => setTimeout(resolve, apartMs));
  const after = await look();
  const grown = (id: string) => (after.get(id)?.value ?? 0) - (before.get(id)?.value ?? 0);
  const video: Record<string, number> = {};
  for (const tile of document.querySelectorAll<HTMLElement>('figure[data-identity]')) {
    const stream = tile.querySelector('video')?.srcObject;
    const id = stream instanceof MediaStream ? stream.getVideoTracks()[0]?.id : undefined;
    const key = `${tile.dataset['source']}:${tile.dataset['identity']}`;
    if (id !== undefined && after.has(id)) video[key] = grown(id);
  }
  const audible = [...after].filter(([id, { kind }]) => kind === 'audio' && grown(id) > 1e-6).length;
  return { video, audible };
}

export async function received(page: Page, apartMs = 1500): Promise<Received> {
  return await page.evaluate(receivedInPage, apartMs);
}

/** The tiles on a page: `source:identity`. */
export async function tiles(page: Page): Promise<string[]> {
  return await page
    .locator('figure[data-identity]')
    .evaluateAll((all) =>
      all.map((tile) => `${tile.getAttribute('data-source')}:${tile.getAttribute('data-identity')}`),
    );
}

/** Both see new pictures of each other, and hear each other. */
export async function flows(...pages: readonly Page[]): Promise<void> {
  const one = (page: Page) =>
    until(
      'pictures and sound of the other',
      () => received(page, 700),
      ({ audible, video }) => audible > 0 && Object.values(video).some((frames) => frames > 2),
    );
  await Promise.all(pages.map(one));
}
