/** Who talks with whom: numbers of people. */
export interface Room {
  readonly n: number;
  /** Of two people, of a group in which everybody stays, or of one in which people come and go. */
  readonly kind: 'pair' | 'steady' | 'restless';
  /** The first makes it, and is always in. */
  readonly stay: readonly number[];
  /** Come and go; at first they are in. */
  readonly float: readonly number[];
  /** Never in. */
  readonly outside: readonly number[];
}

/** The same for the same number of people: one group of all, two with people who come and go, and pairs. */
export function townOf(users: number): Room[] {
  const all = [...Array(users).keys()];
  const rooms: Room[] = [{ n: 0, kind: 'steady', stay: all, float: [], outside: [] }];
  for (let half = 0; half < 2; half += 1) {
    const mine = all.filter((n) => n % 2 === half);
    const stay = mine.filter((_, at) => at % 3 !== 2);
    const float = [...mine.filter((_, at) => at % 3 === 2), ...all.filter((n) => n % 2 !== half && n % 5 === 1 + half)];
    const outside = all.filter((n) => !stay.includes(n) && !float.includes(n));
    rooms.push({ n: rooms.length, kind: 'restless', stay, float, outside });
  }
  for (let n = 0; n + 1 < users; n += 2) {
    const stay = [n, n + 1];
    const outside = all.filter((one) => !stay.includes(one));
    rooms.push({ n: rooms.length, kind: 'pair', stay, float: [], outside });
  }
  return rooms;
}
