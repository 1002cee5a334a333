import { KINDS, type Kind, type Profile } from './profile.ts';
import { randomFrom } from './random.ts';

/** A conversation that is to be made. `members`: numbers of people; the first makes it. */
export interface Room {
  readonly members: readonly number[];
  readonly weight: number;
}

/** Who is what, and who talks with whom. */
export interface Town {
  readonly kinds: readonly Kind[];
  readonly rooms: readonly Room[];
}

/** The same for the same seed. Rooms larger than the town are as large as the town. */
export function townOf(users: number, profile: Profile, seed: number): Town {
  const random = randomFrom(seed);
  const kinds = shuffled(kindsOf(users, profile), random);
  const rooms: Room[] = [];
  for (const { size: wanted, each, weight } of profile.rooms) {
    const size = Math.min(wanted, users);
    if (size < 2) continue;
    const count = Math.max(1, Math.round((users * each) / size));
    const pairs = new Set<string>();
    for (const members of dealt(users, size, count, random)) {
      // Two people have one conversation of their own, however often they meet.
      const pair = wanted === 2 ? [...members].sort((a, b) => a - b).join() : '';
      if (pair !== '' && pairs.has(pair)) continue;
      pairs.add(pair);
      rooms.push({ members, weight });
    }
  }
  return { kinds, rooms };
}

function kindsOf(users: number, { kinds }: Profile): Kind[] {
  const made: Kind[] = [];
  let share = 0;
  for (const kind of KINDS) {
    share += kinds[kind].share;
    while (made.length < Math.min(users, Math.round(users * share))) made.push(kind);
  }
  while (made.length < users) made.push('idle');
  return made;
}

/** `count` hands of `size` different people, from decks in which everybody is once. */
function dealt(users: number, size: number, count: number, random: () => number): number[][] {
  const hands: number[][] = [];
  let deck: number[] = [];
  for (let n = 0; n < count; n += 1) {
    if (deck.length < size) deck = shuffled([...Array(users).keys()], random);
    hands.push(deck.splice(deck.length - size, size));
  }
  return hands;
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [items[at] as Item, items[other] as Item];
    [items[at], items[other]] = [b, a];
  }
  return items;
}
