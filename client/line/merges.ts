import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf } from '#protocol/realtime.ts';

/** What one tab has asked for, of the things that a connection has one of. */
export interface SeatState {
  /** Whose presence is in view. */
  people: readonly string[];
  conversations: readonly string[];
  active: boolean;
}

/** A new connection counts as active. */
export const FRESH_SEAT: SeatState = { people: [], conversations: [], active: true };

export const MERGED = ['presence.subscribe', 'presence.report', 'conversation.look'] as const;

export type MergedCommand = (typeof MERGED)[number];

export function isMerged(name: string): name is MergedCommand {
  return (MERGED as readonly string[]).includes(name);
}

/** The seat after its tab has asked for this. */
export function askedBy(seat: SeatState, name: MergedCommand, params: unknown): SeatState {
  switch (name) {
    case 'presence.report':
      return { ...seat, active: (params as ParamsOf<'presence.report'>).active };
    case 'presence.subscribe':
      return { ...seat, people: (params as ParamsOf<'presence.subscribe'>).users };
    case 'conversation.look':
      return { ...seat, conversations: (params as ParamsOf<'conversation.look'>).conversations };
  }
}

/** What the one connection asks for, so that every seat gets what it asked for. Who asked last is served first. */
export function mergedParams(name: MergedCommand, seats: readonly SeatState[]): ParamsOf<MergedCommand> {
  const all = (of: (seat: SeatState) => readonly string[], most: number) =>
    [...new Set(seats.flatMap(of))].slice(-most);
  switch (name) {
    case 'presence.report':
      return { active: seats.some(({ active }) => active) };
    case 'presence.subscribe':
      return { users: all(({ people }) => people, LIMITS.presenceInView) };
    case 'conversation.look':
      return { conversations: all(({ conversations }) => conversations, LIMITS.conversationsInView) };
  }
}
