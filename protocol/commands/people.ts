import Type from 'typebox';
import { Person, UserId } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { Profile } from '../profile.ts';
import { closed, command } from './shapes.ts';

/** Who there is, and what may be known of them. */
export const PEOPLE_COMMANDS = {
  'people.search': command(
    Type.Object({ query: Type.String({ maxLength: LIMITS.searchChars }), after: Type.Optional(UserId) }, closed),
    Type.Object({ people: Type.Array(Person), next: Type.Optional(UserId) }),
  ),
  'people.get': command(
    Type.Object({ ids: Type.Array(UserId, { minItems: 1, maxItems: LIMITS.pageSize }) }, closed),
    Type.Object({ people: Type.Array(Person) }),
  ),
  'people.profile': command(Type.Object({ user: UserId }, closed), Profile),
} as const;
