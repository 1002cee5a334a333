import type { UserId } from '#protocol/common.ts';
import type { Availability } from '#protocol/presence.ts';

export interface PresenceTables {
  presence: {
    account: UserId;
    availability: Availability;
    /** 0: nobody is told when this person was last there. */
    show_seen: number;
    /** Ms since the epoch. */
    seen_at: number | null;
  };
}
