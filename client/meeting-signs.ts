import type { HandRequest, SpotlightRequest } from '#protocol/meeting-signs.ts';
import type { Client } from './api.ts';

/** Hands and the spotlight of a meeting, for whoever is in it, guests too. All reject with a Failure. */
export interface MeetingSigns {
  /** @throws 'access.denied', 'attendee.unknown', 'rate.limited', 'media.unavailable' */
  hand(number: string, request: HandRequest): Promise<void>;
  /** For hosts. @throws as `hand` */
  spotlight(number: string, request: SpotlightRequest): Promise<void>;
}

export function meetingSigns({ request }: Pick<Client, 'request'>): MeetingSigns {
  return {
    hand: async (number, body) => {
      await request('POST', `/api/v1/meetings/${number}/hand`, body);
    },
    spotlight: async (number, body) => {
      await request('POST', `/api/v1/meetings/${number}/spotlight`, body);
    },
  };
}
