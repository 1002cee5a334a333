import type { ConversationEvent } from '#protocol/conversations.ts';
import type { MadeRoom } from '../people/acts.ts';
import { type Ledger, tokensIn } from '../people/ledger.ts';
import type { Finding } from './finding.ts';

/** From the event that brought somebody in to the one that put them out; they saw the one and not the other. */
interface Stay {
  readonly from: number;
  readonly to: number;
}

/** When each was in, by the log. */
export function staysOf(log: readonly ConversationEvent[]): Map<string, Stay[]> {
  const stays = new Map<string, Stay[]>();
  const enter = (user: string, from: number) => {
    stays.set(user, [...(stays.get(user) ?? []), { from, to: Number.POSITIVE_INFINITY }]);
  };
  for (const event of log) {
    if (event.type === 'created') for (const user of new Set([event.by, ...event.members])) enter(user, event.seq);
    if (event.type === 'members-added') for (const user of event.members) enter(user, event.seq);
    if (event.type !== 'member-removed') continue;
    const mine = stays.get(event.member) ?? [];
    const last = mine.pop();
    if (last !== undefined) mine.push({ ...last, to: event.seq });
  }
  return stays;
}

export function isInAtEnd(stays: ReadonlyMap<string, readonly Stay[]>, user: string): boolean {
  return stays.get(user)?.at(-1)?.to === Number.POSITIVE_INFINITY;
}

/**
 * Everything that anybody's clients were told, in answers and unasked: nobody may have been shown what was written while
 * they were out, unless they were brought in since.
 */
export function checkSight(room: MadeRoom, log: readonly ConversationEvent[], ledger: Ledger, ids: readonly string[]) {
  const stays = staysOf(log);
  const places = placesOf(room, log, ledger);
  const askedAt = new Map(
    ledger.joinings.flatMap(({ clientId, person, askedAtMs }) => {
      const seq = ledger.acknowledged.get(clientId)?.seq;
      return seq === undefined ? [] : [[`${person} ${seq}`, askedAtMs] as const];
    }),
  );
  const found: Finding[] = [];
  for (const [word, seq] of places) {
    for (const [person, seenAtMs] of ledger.seen.get(word) ?? []) {
      const mine = stays.get(ids[person] ?? '') ?? [];
      if (mine.some(({ from, to }) => from <= seq && seq < to)) continue;
      const later = mine.find(({ from }) => from > seq);
      const since = later && (askedAt.get(`${person} ${later.from}`) ?? 0);
      if (since !== undefined && seenAtMs >= since) continue;
      const what = `person ${person} was shown event ${seq} of room ${room.n}, in which they were ${mine.length === 0 ? 'never' : 'not then'}`;
      found.push({ wrong: 'shown to the wrong person', what });
    }
  }
  return found;
}

/** Where each text came into the log. */
function placesOf(room: MadeRoom, log: readonly ConversationEvent[], ledger: Ledger): Map<string, number> {
  const places = new Map<string, number>();
  for (const [word, clientId] of ledger.carriers) {
    const seq = ledger.acknowledged.get(clientId)?.seq;
    if (ledger.tokens.get(word)?.room === room.n && seq !== undefined) places.set(word, seq);
  }
  for (const event of log) {
    if (event.type !== 'message' && event.type !== 'edited') continue;
    for (const word of tokensIn(event.text)) places.set(word, event.seq);
  }
  return places;
}
