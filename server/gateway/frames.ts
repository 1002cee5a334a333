import type { Validator } from 'typebox/compile';
import { Compile } from 'typebox/compile';
import { Failure } from '#kernel/failure.ts';
import { COMMANDS, type CommandName, Envelope, type ParamsOf, type ServerFrame } from '#protocol/realtime.ts';

/** A command as it came in, its parameters already of the right shape. */
export type Command = { [Name in CommandName]: { id: number; do: Name; with: ParamsOf<Name> } }[CommandName];

export type Frame =
  | { is: 'command'; command: Command }
  /** Can be answered. */
  | { is: 'refused'; id: number; failure: Failure }
  /** Nobody knows what it is an answer to. */
  | { is: 'malformed' };

const envelope = Compile(Envelope);
const validators = new Map<string, Validator>(
  Object.entries(COMMANDS).map(([name, { params }]) => [name, Compile(params) as Validator]),
);

/** Reads one text frame of a client. Never throws, whatever it holds. */
export function readFrame(text: string): Frame {
  const value = parse(text);
  if (!envelope.Check(value)) return refuse(value);
  const validator = validators.get(value.do);
  if (validator === undefined) return { is: 'refused', id: value.id, failure: new Failure('request.unknown') };
  const params = value.with ?? {};
  if (!validator.Check(params)) return { is: 'refused', id: value.id, failure: new Failure('request.invalid') };
  return { is: 'command', command: { id: value.id, do: value.do, with: params } as Command };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(value: unknown): Frame {
  const id =
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'id') ? Reflect.get(value, 'id') : null;
  if (!Number.isSafeInteger(id) || id < 0) return { is: 'malformed' };
  return { is: 'refused', id, failure: new Failure('request.invalid') };
}

export function writeFrame(frame: ServerFrame): Buffer {
  return Buffer.from(JSON.stringify(frame));
}
