import type { CallPerson } from '#protocol/calls.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { EntryBody, EntryOf } from '#protocol/personal.ts';
import { type Call, type Caller, personIn } from './call-machine.ts';

type CallBody = Omit<EntryOf<'call'>, 'seq'>;

/** A call as one person is told of it; undefined when it is none of theirs. `member`: of its conversation. */
export function callEntry(call: Call, user: UserId, member: boolean): CallBody | undefined {
  const me = personIn(call, user);
  if (call.over !== undefined || me?.apart) return undefined;
  if (me === undefined && !(member && call.group)) return undefined;
  return {
    ...headOf(call, user),
    ...(call.answeredAt === undefined ? {} : { answeredAt: call.answeredAt }),
    people: call.people.map(personOf),
    ...(me?.state === 'ringing' ? { until: me.until } : {}),
    ...(me?.state === 'in' ? { device: me.device } : {}),
  };
}

function personOf(one: Caller): CallPerson {
  const { user, state, busy } = one;
  const held = one.state === 'in' && one.held;
  return { user, state, ...(busy && { busy }), ...(held && { held }) };
}

/** That the call is none of the person's any more. */
export function callGone(call: Call, user: UserId): EntryBody {
  return { ...headOf(call, user), gone: true, people: [] };
}

/** Who was invited from elsewhere doesn't learn where it belongs to, and so has it in another slot for good. */
function headOf(call: Call, user: UserId) {
  const outside = personIn(call, user)?.outside;
  const place: { conversation?: ConversationId } = outside ? {} : { conversation: call.conversation };
  const { id, group, mode, by, startedAt } = call;
  return { type: 'call' as const, call: id, ...place, ...(group && { group: true as const }), mode, by, startedAt };
}
