import Type from 'typebox';
import { CallId, CallLog, CallMode, CallOutcome, CallPass } from '../calls.ts';
import { ConversationId, DeviceId, TimeMs, UserId } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { closed, command } from './shapes.ts';

const Which = Type.Object({ call: CallId }, closed);
/** `hold`: the call that this device is in waits, and is not left. */
const Entering = Type.Object({ call: CallId, hold: Type.Optional(Type.Literal(true)) }, closed);
const Done = Type.Object({});

/** Calls. What comes of them is told by 'call' entries of people's own logs: docs/spec/calls.md. */
export const CALL_COMMANDS = {
  /** Rings the others. Where a call goes on already, the person comes into that one. */
  'call.start': command(Type.Object({ conversation: ConversationId, mode: CallMode }, closed), CallPass),
  /** Takes a call that rings, on this device. */
  'call.answer': command(Entering, CallPass),
  /** Comes into a call that goes on, comes back, or takes it over from another device of the person. */
  'call.join': command(Entering, CallPass),
  'call.decline': command(Which, Done),
  /** Before anybody answered: takes the call back. */
  'call.leave': command(Which, Done),
  /** Rings more people. */
  'call.invite': command(
    Type.Object(
      { call: CallId, users: Type.Array(UserId, { minItems: 1, maxItems: LIMITS.callInvites, uniqueItems: true }) },
      closed,
    ),
    Done,
  ),
  /** A voice call is one with pictures from now on. */
  'call.video': command(Which, Done),
  /** What has become of a call. */
  'call.get': command(Which, Type.Object({ outcome: Type.Optional(CallOutcome), durationMs: Type.Optional(TimeMs) })),
  /** This device, as entries name it. */
  'call.device': command(Type.Object({}, closed), Type.Object({ device: DeviceId })),
  /** The calls that the person made or got, the newest first. */
  'call.log': command(
    Type.Object(
      {
        page: Type.Optional(Type.String({ maxLength: 60 })),
        /** Only those that rang and that they did not take. */
        missed: Type.Optional(Type.Literal(true)),
      },
      closed,
    ),
    CallLog,
  ),
} as const;
