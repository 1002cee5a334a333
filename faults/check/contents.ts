import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '#client/api.ts';
import type { ConversationEvent, EventOf } from '#protocol/conversations.ts';
import { filePath } from '#protocol/file-path.ts';
import type { MadeRoom } from '../people/acts.ts';
import { type Ledger, tokensIn } from '../people/ledger.ts';
import type { Finding } from './finding.ts';
import { askOf } from './logs.ts';

/** A member downloads every file that was sent, and holds it against what was sent. */
export async function checkFiles(
  client: Client,
  origin: string,
  room: MadeRoom,
  log: readonly ConversationEvent[],
  ledger: Ledger,
): Promise<{ files: number; found: Finding[] }> {
  const found: Finding[] = [];
  let files = 0;
  for (const event of messagesIn(log)) {
    if (event.content?.type !== 'files') continue;
    for (const { id, name } of event.content.items) {
      const [key] = (await askOf(client, 'file.keys', { conversation: room.id, seqs: [event.seq] })).keys;
      const hash = await hashOf(origin + filePath(id, 'original', key?.key ?? ''));
      files += 1;
      if (hash === ledger.files.get(name)) continue;
      found.push({
        wrong: 'file',
        what: `file ${name} at ${event.seq} of room ${room.n} is not what was sent: ${hash}`,
      });
    }
  }
  return { files, found };
}

function messagesIn(log: readonly ConversationEvent[]): EventOf<'message'>[] {
  return log.filter((event) => event.type === 'message').filter(({ recalled }) => recalled === undefined);
}

const TRIES = 20;
const AGAIN_MS = 500;

async function hashOf(url: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(url);
      if (!response.ok) return `status ${response.status}`;
      return createHash('sha256')
        .update(new Uint8Array(await response.arrayBuffer()))
        .digest('hex');
    } catch (error) {
      if (tries === TRIES) return `unreachable: ${String(error)}`;
      await pause(AGAIN_MS);
    }
  }
}

/** So many of the newest messages of each room are looked for. */
const LOOKED_FOR = 12;
const INDEXED_WITHIN_MS = 120_000;

/** The newest messages are found, by the words that they have now. */
export async function checkSearch(
  client: Client,
  room: MadeRoom,
  log: readonly ConversationEvent[],
): Promise<Finding[]> {
  const texts = new Map(messagesIn(log).map(({ seq, text }) => [seq, text]));
  for (const event of log) {
    if (event.type === 'edited' && texts.has(event.target)) texts.set(event.target, event.text);
  }
  const wanted = [...texts].filter(([, text]) => tokensIn(text).length > 0).slice(-LOOKED_FOR);
  const found: Finding[] = [];
  const until = performance.now() + INDEXED_WITHIN_MS;
  for (const [seq, text] of wanted) {
    const [query = ''] = tokensIn(text);
    for (;;) {
      const { hits } = await askOf(client, 'search.messages', { query, conversation: room.id });
      if (hits.length === 1 && hits[0]?.seq === seq) break;
      if (performance.now() > until || hits.length > 1) {
        const seqs = hits.map((hit) => hit.seq).join();
        found.push({ wrong: 'not found', what: `${query} of ${seq} in room ${room.n} is found at [${seqs}]` });
        break;
      }
      await pause(AGAIN_MS);
    }
  }
  return found;
}
