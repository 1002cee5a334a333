import Type from 'typebox';
import { ConversationId, DeviceId, UserId } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { Availability, PresenceSettings } from '../presence.ts';
import { closed, command } from './shapes.ts';

/** Who is there, and who writes. */
export const PRESENCE_COMMANDS = {
  /**
   * The people in view, in place of those named before. What is known of each comes as 'presence', and then every
   * change.
   */
  'presence.subscribe': command(
    Type.Object({ users: Type.Array(UserId, { maxItems: LIMITS.presenceInView, uniqueItems: true }) }, closed),
    Type.Object({}),
  ),
  /** Whether somebody is at this device. A connection counts as active until it says otherwise. */
  'presence.report': command(Type.Object({ active: Type.Boolean() }, closed), Type.Object({})),
  /** Changes what is given, and answers with all. */
  'presence.settings': command(
    Type.Object({ availability: Type.Optional(Availability), showLastSeen: Type.Optional(Type.Boolean()) }, closed),
    PresenceSettings,
  ),
  /** Which of the person's own devices are connected now. */
  'presence.devices': command(Type.Object({}, closed), Type.Object({ devices: Type.Array(DeviceId) })),
  /** The person is writing in the conversation: told to its other members, who forget it after six seconds. */
  'presence.typing': command(Type.Object({ conversation: ConversationId }, closed), Type.Object({})),
} as const;
