import type { ClientId, Seq, UserId } from '#protocol/common.ts';
import type { Line } from '#protocol/conversations.ts';
import type { Outgoing } from './outbox-machine.ts';
import { withPending } from './overlay.ts';
import type { OutboxChange, OutboxMessage } from './store/store.ts';
import type { LineView, OutgoingLine, SentLine } from './view.ts';

/** The lines of a thread as the screen gets them: what the server has, as this person changed it, and what waits. */

/** An own reply that the server has. */
export interface SentReply {
  item: OutboxMessage;
  seq: Seq;
}

/** The same object for the same line, as lists want it. */
const sentLines = new WeakMap<Line, SentLine>();
const outgoingLines = new WeakMap<OutboxMessage, OutgoingLine>();

export function sentViews(lines: readonly Line[], queue: readonly Outgoing[], me: UserId): LineView[] {
  const changes = changesOf(queue);
  return lines.map((line) => sentView(line, changes, me));
}

export function rootView(line: Line, queue: readonly Outgoing[], me: UserId): SentLine {
  return sentView(line, changesOf(queue), me);
}

/** The replies that are on their way, and those that have just arrived; `known` are in the window. */
export function outgoingIn(
  root: Seq,
  queue: readonly Outgoing[],
  sent: readonly SentReply[],
  known: ReadonlySet<ClientId>,
  me: UserId,
): LineView[] {
  const lines = new Map<ClientId, OutgoingLine>();
  for (const { item } of sent) lines.set(item.clientId, outgoingView(item, false, me));
  for (const { item, at } of queue) {
    if (!('change' in item) && item.thread === root) lines.set(item.clientId, outgoingView(item, at === 'failed', me));
  }
  return [...lines.values()].filter((line) => !known.has(line.clientId));
}

function sentView(event: Line, changes: readonly OutboxChange[], me: UserId): SentLine {
  const own = event.type === 'message' && event.by === me;
  const line = sentLines.get(event) ?? { state: 'sent', key: own ? event.clientId : `#${event.seq}`, event };
  sentLines.set(event, line);
  const changed = changes.length === 0 ? event : withPending(event, changes, me);
  return changed === event ? line : { ...line, event: changed, pending: true };
}

function outgoingView(item: OutboxMessage, failed: boolean, me: UserId): OutgoingLine {
  const state = failed ? 'failed' : 'sending';
  const known = outgoingLines.get(item);
  if (known?.state === state) return known;
  const { owner: _, order: __, ...said } = item;
  const line: OutgoingLine = { state, key: item.clientId, by: me, ...said };
  outgoingLines.set(item, line);
  return line;
}

function changesOf(queue: readonly Outgoing[]): OutboxChange[] {
  return queue.flatMap(({ item }) => ('change' in item ? [item] : []));
}
