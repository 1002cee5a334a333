import type { BreakoutDeed, BreakoutGo, BreakoutView } from '#protocol/breakout.ts';
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';
import type { Client } from './api.ts';

/** Breakout rooms of a meeting, for whoever is in it, guests too by their ticket. All reject with a Failure. */
export interface BreakoutCalls {
  look(number: string, ticket?: string): Promise<BreakoutView>;
  /** For hosts. @throws 'breakout.unknown', 'breakout.open', 'breakout.closed', 'attendee.unknown', 'fields.invalid' */
  act(number: string, deed: BreakoutDeed): Promise<BreakoutView>;
  /** A token for where one goes; without `to`: for where one belongs. @throws 'breakout.unknown', 'breakout.closed' */
  go(number: string, where: BreakoutGo): Promise<JoinMeetingAnswer>;
  /** Asks the hosts to come, or no more. @throws 'breakout.closed' */
  help(number: string, up: boolean, ticket?: string): Promise<BreakoutView>;
}

export function breakoutCalls({ request }: Pick<Client, 'request'>): BreakoutCalls {
  const path = (number: string) => `/api/v1/meetings/${number}/breakout`;
  const by = (ticket: string | undefined) => (ticket === undefined ? {} : { ticket });
  return {
    look: (number, ticket) => request<BreakoutView>('POST', path(number), by(ticket)),
    act: (number, deed) => request<BreakoutView>('POST', `${path(number)}/act`, deed),
    go: (number, where) => request<JoinMeetingAnswer>('POST', `${path(number)}/go`, where),
    help: (number, up, ticket) => request<BreakoutView>('POST', `${path(number)}/help`, { up, ...by(ticket) }),
  };
}
