export type Strength = 'weak' | 'fair' | 'good' | 'strong';

const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d\s]/, /\s/];

/** A rough guess of how hard a password is to guess: length counts most, then kinds of characters, runs count against. */
export function passwordStrength(password: string): Strength {
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const distinct = new Set(password.toLowerCase()).size;
  const points = Math.min(distinct, password.length) + kinds * 1.5 + Math.max(0, password.length - 12) / 2;
  if (password.length < 8 || points < 9) return 'weak';
  if (points < 13) return 'fair';
  return points < 17 ? 'good' : 'strong';
}
