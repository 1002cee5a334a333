/**
 * What the tabs of one person say to each other so that they need one connection only. `line` counts the sockets that a
 * tab has opened: what is said of an earlier one is not heard.
 */
export type LineMessage = { from: string } /** The sender holds the connection from now on. */ & (
  | { say: 'leads' }
  /** Whether the one who holds the connection still runs, and that it does. */
  | { say: 'ask' | 'here' }
  | { say: 'open'; line: number }
  | { say: 'send'; to: string; line: number; text: string }
  | { say: 'close'; to: string; line: number }
  | { say: 'opened' | 'closed'; to: string; line: number }
  | { say: 'answer'; to: string; line: number; text: string }
  /** A frame for every tab. */
  | { say: 'push'; text: string }
);

const WORDS: ReadonlySet<unknown> = new Set([
  'leads',
  'ask',
  'here',
  'open',
  'send',
  'close',
  'opened',
  'closed',
  'answer',
  'push',
] satisfies LineMessage['say'][]);

/** Undefined for what no tab of this program says. */
export function readLineMessage(data: unknown): LineMessage | undefined {
  if (typeof data !== 'object' || data === null || !('from' in data) || !('say' in data)) return undefined;
  return WORDS.has(data.say) ? (data as LineMessage) : undefined;
}
