import type { ClientId, Seq } from '#protocol/common.ts';
import type { Mention } from '#protocol/conversations.ts';
import type { OutboxEffect, Outgoing } from './outbox-machine.ts';
import type { OutboxChange, OutboxItem, OutboxMessage } from './store/store.ts';

/**
 * What is done with an own message that is still on its way: [KP60]. One that has never been sent is changed as it is.
 * One that may have reached the server keeps its words under its client id; what is to become of it is a change that
 * waits for its place (`of`), and so is an answer to it (`replyOf`).
 */

export interface Reworded {
  text: string;
  mentions?: Mention[];
}

/** Whether nobody but this client knows the message. */
export function isUnsent(outgoing: Outgoing): boolean {
  return outgoing.at === 'failed' || (!outgoing.tried && (outgoing.at === 'storing' || outgoing.at === 'waiting'));
}

/** The message with other words. */
export function reword(item: OutboxMessage, { text, mentions }: Reworded): OutboxMessage {
  const { mentions: _, failure: __, ...rest } = item;
  return { ...rest, text, ...(mentions === undefined ? {} : { mentions }) };
}

/** What depends on the message, in order. */
function dependents(queue: readonly Outgoing[], clientId: ClientId): Outgoing[] {
  return queue.filter(({ item }) => ('change' in item ? item.of : item.replyOf) === clientId);
}

/** The message has its place: what depends on it can go out. */
export function placed(queue: readonly Outgoing[], clientId: ClientId, seq: Seq): [Outgoing[], OutboxEffect[]] {
  return eachDependent(queue, clientId, (item) => {
    if ('change' in item) {
      const { of: _, ...rest } = item;
      return { ...rest, change: { ...item.change, target: seq } } as OutboxChange;
    }
    const { replyOf: _, ...rest } = item;
    return { ...rest, replyTo: seq };
  });
}

/** The message will never have a place: changes of it go with it, answers to it answer nothing. */
export function unplaced(queue: readonly Outgoing[], clientId: ClientId): [Outgoing[], OutboxEffect[]] {
  return eachDependent(queue, clientId, (item) => {
    if ('change' in item) return undefined;
    const { replyOf: _, quote: __, ...rest } = item;
    return rest;
  });
}

function eachDependent(
  queue: readonly Outgoing[],
  clientId: ClientId,
  become: (item: OutboxItem) => OutboxItem | undefined,
): [Outgoing[], OutboxEffect[]] {
  const waiting = new Set(dependents(queue, clientId));
  const effects: OutboxEffect[] = [];
  const next = queue.flatMap((each) => {
    if (!waiting.has(each)) return [each];
    const item = become(each.item);
    effects.push(item === undefined ? { do: 'remove', clientId: each.item.clientId } : { do: 'store', item });
    return item === undefined ? [] : [{ ...each, item }];
  });
  return [next, effects];
}

/** The message as its person last wanted it; undefined when they took it back. */
export function wanted(
  queue: readonly Outgoing[],
  message: Outgoing & { item: OutboxMessage },
): OutboxMessage | undefined {
  const seq = message.at === 'done' ? message.seq : undefined;
  let said: OutboxMessage | undefined = message.item;
  for (const { item } of queue) {
    if (!('change' in item) || said === undefined) continue;
    const meant = item.of === message.item.clientId || (seq !== undefined && item.change.target === seq);
    if (!meant) continue;
    if (item.change.type === 'recalled') said = undefined;
    else if (item.change.type === 'edited') said = reword(said, item.change);
  }
  return said;
}
