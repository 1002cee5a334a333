import Type from 'typebox';
import { UserId } from '../common.ts';
import { closed, command } from './shapes.ts';

const Whom = Type.Object({ user: UserId }, closed);
const Done = Type.Object({});

/** People one knows. What comes of it is told to both by 'contact' entries of their own logs. */
export const CONTACT_COMMANDS = {
  /** Asks somebody to become a contact. Who was asked by them already accepts with it. */
  'contact.request': command(
    Type.Object({ user: UserId, word: Type.Optional(Type.String({ maxLength: 1000 })) }, closed),
    Done,
  ),
  'contact.accept': command(Whom, Done),
  /** The one who asked is not told. */
  'contact.decline': command(Whom, Done),
  /** Ends being contacts for both, or takes an own request back. */
  'contact.remove': command(Whom, Done),
  /** One's own name for somebody; an empty one takes it away. */
  'contact.remark': command(Type.Object({ user: UserId, remark: Type.String({ maxLength: 1000 }) }, closed), Done),
  /** The one who is blocked is not told. */
  'contact.block': command(Whom, Done),
  'contact.unblock': command(Whom, Done),
} as const;
