import { Failure } from '#kernel/failure.ts';
import type { Contact } from './contact-store.ts';

/**
 * What becomes of both sides when one of two people does something. Pure: docs/spec/directory.md, "Contacts". The other
 * side stays the same object where nothing is told to them.
 */
export interface Sides {
  mine: Contact;
  theirs: Contact;
}

/** An unanswered request may be told anew after this long. */
export const ASK_AGAIN_MS = 7 * 86_400_000;

/** [DR2] [DR3] [DR4] */
export function request({ mine, theirs }: Sides, word: string, now: number): Sides {
  if (mine.state === 'contact') return { mine, theirs };
  if (mine.state === 'asked') return met({ mine, theirs }, now);
  if (mine.state === 'asking' && now - mine.at < ASK_AGAIN_MS) return { mine, theirs };
  const asking: Contact = { ...mine, state: 'asking', word, at: now };
  if (theirs.state === 'asking') return met({ mine: asking, theirs }, now);
  const reaches = !theirs.blocked && theirs.state !== 'contact';
  return { mine: asking, theirs: reaches ? { ...theirs, state: 'asked', word, at: now } : theirs };
}

/** [DR5] @throws Failure 'contact.unknown' when nobody has asked */
export function accept(sides: Sides, now: number): Sides {
  if (sides.mine.state === 'contact') return sides;
  if (sides.mine.state !== 'asked') throw new Failure('contact.unknown');
  return met(sides, now);
}

/** [DR5] The one who asked keeps asking. @throws Failure 'contact.unknown' when nobody has asked */
export function decline({ mine, theirs }: Sides, now: number): Sides {
  if (mine.state !== 'asked') throw new Failure('contact.unknown');
  return { mine: nothing(mine, now), theirs };
}

/** [DR6] Ends what there is between the two, on both sides. */
export function remove({ mine, theirs }: Sides, now: number): Sides {
  if (mine.state === 'none') return { mine, theirs };
  // A request of theirs goes on being one for them, as when it is declined.
  if (mine.state === 'asked') return decline({ mine, theirs }, now);
  const ends = theirs.state === 'contact' || theirs.state === 'asked';
  return { mine: nothing(mine, now), theirs: ends ? nothing(theirs, now) : theirs };
}

/** [DR10] Requests end, as if declined or taken back; contacts stay what they are. */
export function block(sides: Sides, now: number): Sides {
  if (sides.mine.blocked) return sides;
  const { mine, theirs } = sides.mine.state === 'contact' ? sides : remove(sides, now);
  return { mine: { ...mine, blocked: true }, theirs };
}

export function unblock({ mine, theirs }: Sides): Sides {
  return mine.blocked ? { mine: { ...mine, blocked: false }, theirs } : { mine, theirs };
}

export function remark({ mine, theirs }: Sides, name: string): Sides {
  return mine.remark === name ? { mine, theirs } : { mine: { ...mine, remark: name }, theirs };
}

function met({ mine, theirs }: Sides, now: number): Sides {
  const known = (one: Contact): Contact => ({ ...one, state: 'contact', word: '', at: now });
  return { mine: known(mine), theirs: known(theirs) };
}

function nothing(one: Contact, now: number): Contact {
  return { ...one, state: 'none', word: '', at: now };
}
