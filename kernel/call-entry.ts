import type { ConversationId, UserId } from '#protocol/common.ts';
import type { EntryBody, EntryOf } from '#protocol/personal.ts';
import { type Call, personIn } from './call-machine.ts';

type CallBody = Omit<EntryOf<'call'>, 'seq'>;

/**
 * A call as one person is told of it; undefined when it is none of theirs. `member`: they are in the conversation
 * that it belongs to, and so may know which one that is.
 */
export function callEntry(call: Call, user: UserId, member: boolean): CallBody | undefined {
  const me = personIn(call, user);
  if (call.over !== undefined || me?.apart) return undefined;
  if (me === undefined && !(member && call.group)) return undefined;
  return {
    ...headOf(call, member),
    ...(call.answeredAt === undefined ? {} : { answeredAt: call.answeredAt }),
    people: call.people.map(({ user: one, state, busy }) => ({ user: one, state, ...(busy && { busy }) })),
    ...(me?.state === 'ringing' ? { until: me.until } : {}),
    ...(me?.state === 'in' ? { device: me.device } : {}),
  };
}

/** That the call is none of the person's any more. */
export function callGone(call: Call, member: boolean): EntryBody {
  return { ...headOf(call, member), gone: true, people: [] };
}

function headOf(call: Call, member: boolean) {
  const place: { conversation?: ConversationId } = member ? { conversation: call.conversation } : {};
  const { id, group, mode, by, startedAt } = call;
  return { type: 'call' as const, call: id, ...place, ...(group && { group: true as const }), mode, by, startedAt };
}
