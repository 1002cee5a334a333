import type { Client } from '#client/api.ts';
import { passes } from '#client/http.ts';
import { asFailure } from '#kernel/failure.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { MadeRoom } from '../people/acts.ts';
import type { Ledger } from '../people/ledger.ts';
import type { Finding } from './finding.ts';

/** What changes a message, and what that is in the log. */
const CHANGES: Readonly<Record<string, ConversationEvent['type']>> = {
  'message.send': 'message',
  'message.edit': 'edited',
  'message.recall': 'recalled',
  'message.react': 'reacted',
  'message.pin': 'pinned',
};

const AGAIN_MS = 200;

/** Asks again while that may help. @throws Failure that is for good */
export async function askOf<Name extends SessionCommand>(
  client: Client,
  name: Name,
  params: ParamsOf<Name>,
): Promise<ResultOf<Name>> {
  for (;;) {
    try {
      return await client.call(name, params);
    } catch (error) {
      const failure = asFailure(error);
      if (!passes(failure)) throw error;
      await new Promise((resolve) => setTimeout(resolve, failure.detail.retryAfterMs ?? AGAIN_MS));
    }
  }
}

export async function logOf(client: Client, conversation: string): Promise<ConversationEvent[]> {
  const log: ConversationEvent[] = [];
  for (;;) {
    const after = log.at(-1)?.seq ?? 0;
    const { events, lastSeq } = await askOf(client, 'conversation.events', { conversation, after });
    log.push(...events);
    if (events.length === 0 || (log.at(-1)?.seq ?? 0) >= lastSeq) return log;
  }
}

/** The log of a room against what its people wanted and were answered. */
export function checkLog(room: MadeRoom, log: readonly ConversationEvent[], ledger: Ledger, ids: readonly string[]) {
  return [
    ...dense(room, log),
    ...lost(room, log, ledger, ids),
    ...doubled(room, log),
    ...reordered(room, log, ledger, ids),
  ];
}

function dense(room: MadeRoom, log: readonly ConversationEvent[]): Finding[] {
  const gap = log.findIndex(({ seq }, at) => seq !== at + 1);
  return gap < 0 ? [] : [{ wrong: 'lost', what: `the log of room ${room.n} has no event ${gap + 1}` }];
}

function lost(room: MadeRoom, log: readonly ConversationEvent[], ledger: Ledger, ids: readonly string[]): Finding[] {
  const found: Finding[] = [];
  for (const { conversation, command, seq, clientId, person, target } of ledger.acknowledged.values()) {
    const wanted = CHANGES[command];
    if (conversation !== room.id || wanted === undefined) continue;
    const event = log[seq - 1];
    const there =
      event?.type === wanted &&
      event.by === ids[person] &&
      (event.type === 'message' ? event.clientId === clientId : 'target' in event && event.target === target);
    // What changes nothing is answered with the last event.
    if (there || (event !== undefined && (wanted === 'reacted' || wanted === 'pinned'))) continue;
    const what = `${command} of person ${person} in room ${room.n} was answered with place ${seq}, where there is ${event?.type ?? 'nothing'}`;
    found.push({ wrong: 'lost', what });
  }
  return found;
}

function doubled(room: MadeRoom, log: readonly ConversationEvent[]): Finding[] {
  const found: Finding[] = [];
  const seen = new Map<string, number>();
  for (const event of log) {
    if (event.type !== 'message' && event.type !== 'edited') continue;
    const key = event.type === 'message' ? `${event.by} ${event.clientId}` : `${event.type} ${event.text}`;
    if (event.type === 'edited' && event.text === '') continue;
    const before = seen.get(key);
    if (before !== undefined) {
      found.push({ wrong: 'doubled', what: `${event.type} in room ${room.n} is at ${before} and at ${event.seq}` });
    }
    seen.set(key, event.seq);
  }
  return found;
}

/** What somebody wrote is in the log in the order of writing, as far as it is there. */
function reordered(
  room: MadeRoom,
  log: readonly ConversationEvent[],
  ledger: Ledger,
  ids: readonly string[],
): Finding[] {
  const place = new Map(log.flatMap((event) => (event.type === 'message' ? [[event.clientId, event.seq]] : [])));
  return ids.flatMap((_, person) => {
    const places = (ledger.written.get(`${person} ${room.n}`) ?? []).flatMap((one) => place.get(one) ?? []);
    const wrong = places.findIndex((seq, at) => seq < (places[at - 1] ?? 0));
    if (wrong < 0) return [];
    const what = `person ${person} wrote what is at ${places[wrong]} of room ${room.n} after what is at ${places[wrong - 1]}`;
    return [{ wrong: 'reordered' as const, what }];
  });
}
