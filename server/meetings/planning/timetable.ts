import { Failure } from '#kernel/failure.ts';
import { lastEnd, nextOccasion, weekdayOf } from '#kernel/recurrence.ts';
import { instantOf, isLocal, isZone } from '#kernel/zoned-time.ts';
import type { TimeMs } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Repeat, Timetable } from '#protocol/planning.ts';
import { ENDLESS } from './tables.ts';

/**
 * A timetable as it is kept, made of what somebody chose.
 *
 * @throws Failure 'plan.zone', 'plan.time', 'plan.rule'
 */
export function acceptTable(table: Timetable, now: TimeMs): Timetable {
  const { start, zone, minutes, exceptions } = table;
  if (!isZone(zone)) throw new Failure('plan.zone');
  checkStart(start, zone, now);
  const repeat = table.repeat && acceptRepeat(table.repeat, start.slice(0, 10));
  const accepted = { start, zone, minutes, exceptions, ...(repeat === undefined ? {} : { repeat }) };
  if (nextOccasion(accepted, now) === undefined) {
    const past = repeat === undefined || lastEnd(accepted) > Number.NEGATIVE_INFINITY;
    throw new Failure(past ? 'plan.time' : 'plan.rule');
  }
  return accepted;
}

/** @throws Failure 'plan.time' when there is no such time, or it is too far off */
export function checkStart(start: string, zone: string, now: TimeMs): void {
  if (!isLocal(start) || instantOf(start, zone) - now > LIMITS.planAheadMs) throw new Failure('plan.time');
}

/** When the last occurrence ends, as it is kept. */
export function endsAt(table: Timetable): TimeMs {
  const end = lastEnd(table);
  if (end === Number.POSITIVE_INFINITY) return ENDLESS;
  return end === Number.NEGATIVE_INFINITY ? 0 : end;
}

/** The first meeting is always one of the rule's. */
function acceptRepeat(repeat: Repeat, first: string): Repeat {
  const { until, count } = repeat;
  if (until !== undefined && (count !== undefined || !isLocal(`${until}T00:00`))) throw new Failure('plan.rule');
  if (until !== undefined && until < first) throw new Failure('plan.rule');
  if (repeat.every !== 'week') return repeat;
  return { ...repeat, days: [...new Set([...repeat.days, weekdayOf(first)])].sort() };
}
