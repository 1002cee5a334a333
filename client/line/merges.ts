import { LIMITS } from '#protocol/limits.ts';
import type { CommandName, ParamsOf } from '#protocol/realtime.ts';

/** What one tab has asked for, of the things that a connection has one of. */
export interface SeatState {
  views: readonly string[];
  active: boolean;
  looks: readonly string[];
}

/** A new connection counts as active. */
export const FRESH_SEAT: SeatState = { views: [], active: true, looks: [] };

export type MergedCommand = 'presence.subscribe' | 'presence.report' | 'conversation.look';

export function isMerged(name: string): name is MergedCommand {
  return MERGED.some((one) => one === name);
}

/** The seat after its tab has asked for this. */
export function askedBy(seat: SeatState, name: MergedCommand, params: unknown): SeatState {
  if (name === 'presence.report') {
    return { ...seat, active: (params as ParamsOf<'presence.report'>).active };
  }
  if (name === 'conversation.look') {
    return { ...seat, looks: (params as ParamsOf<'conversation.look'>).conversations };
  }
  return { ...seat, views: (params as ParamsOf<'presence.subscribe'>).users };
}

/** What the one connection asks for, so that every seat gets what it asked for. Who asked last is served first. */
export function mergedParams(name: MergedCommand, seats: readonly SeatState[]): ParamsOf<MergedCommand> {
  if (name === 'presence.report') return { active: seats.some(({ active }) => active) };
  if (name === 'conversation.look') {
    const conversations = new Set(seats.flatMap(({ looks }) => looks));
    return { conversations: [...conversations].slice(-LIMITS.conversationsInView) };
  }
  const users = new Set(seats.flatMap(({ views }) => views));
  return { users: [...users].slice(-LIMITS.presenceInView) };
}

export const MERGED: readonly (MergedCommand & CommandName)[] = [
  'presence.subscribe',
  'presence.report',
  'conversation.look',
];
