/** A change beyond this is a clock that was set, not a network that queues. */
const STEP_MS = 3000;
/** How fast the offset may follow delays that have grown for good. */
const RISE_MS = 0.5;

/**
 * How far our clock is ahead of a client's, network delay included. One for all its streams, so that their sender reports
 * stay in step (lip-sync): the least delay seen counts, drifting slowly upwards.
 */
export class ClockOffset {
  offsetMs: number | undefined;

  note(clientNtpMs: number, nowMs: number): void {
    const offset = nowMs - clientNtpMs;
    if (this.offsetMs === undefined || offset < this.offsetMs || offset - this.offsetMs > STEP_MS)
      this.offsetMs = offset;
    else this.offsetMs += Math.min(RISE_MS, offset - this.offsetMs);
  }
}
