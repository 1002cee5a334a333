import type { BreakoutView } from '#protocol/breakout.ts';
import type { Meeting } from '../model/meeting.ts';

/** An older answer never takes a newer one's place. */
export function newer(known: BreakoutView | undefined, next: BreakoutView): boolean {
  return known === undefined || next.revision >= known.revision;
}

/** How far the server's clock is before ours, in ms. */
export function offsetOf({ now }: Pick<BreakoutView, 'now'>, here: number): number {
  return now - here;
}

/** Whether one belongs in another room than the one that one is in. */
export function whereTo({ here }: Pick<BreakoutView, 'here'>, meeting: Meeting): boolean {
  if (meeting.at !== 'inside' || meeting.moving !== undefined) return false;
  return meeting.answer.breakout?.id !== here?.id;
}

/** One's own part of the breakout rooms, apart from the room that one is in. */
export type Offer = 'none' | 'asked' | 'choose';

/** Who is in the main room while rooms are open: asked to go to theirs, free to choose one, or neither. */
export function offerOf(view: Pick<BreakoutView, 'at' | 'here' | 'mine' | 'rules'>): Offer {
  if (view.at !== 'open' || view.here !== undefined) return 'none';
  if (view.mine !== undefined) return 'asked';
  return view.rules.choose ? 'choose' : 'none';
}

/** 1:05 until then; 0:00 when it is over. */
export function untilText(untilMs: number): string {
  const seconds = Math.max(0, Math.ceil(untilMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Names for this many new rooms, none of which there is already. */
export function freshNames(known: readonly string[], count: number, name: (n: number) => string): string[] {
  const taken = new Set(known);
  const names: string[] = [];
  for (let n = 1; names.length < count; n += 1) if (!taken.has(name(n))) names.push(name(n));
  return names;
}
