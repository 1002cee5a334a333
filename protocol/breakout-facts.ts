/** What clients and servers agree on about breakout rooms; free of schemas, for the browser. */

/** The topic of the data packet that tells one person to look where they belong. Only one that comes from nobody counts. */
export const BREAKOUT_TOPIC = 'yiqi.breakout';

/** How long people have to come back when breakout rooms close, in seconds; 0: at once. */
export const COUNTDOWNS_S = [0, 15, 30, 60, 120] as const;
export const COUNTDOWN_S = 60;

/** In a room's LiveKit metadata: whether breakout rooms are open. Another number: there is news, so look. */
export interface BreakoutMark {
  at: 'made' | 'open' | 'closing';
  told: number;
}
