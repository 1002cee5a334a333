const REPORT_EVERY_MS = 1000;
/** The first reports come faster: lip-sync needs two. */
const EARLY_REPORTS = 3;
const EARLY_REPORT_MS = 250;

/** When a stream's sender reports are due. */
export class ReportSchedule {
  #sent = 0;
  /** When the next one is due. */
  nextAt = Number.POSITIVE_INFINITY;

  /** Packets flow: the first report is due at once. */
  start(nowMs: number): void {
    if (this.nextAt === Number.POSITIVE_INFINITY) this.nextAt = nowMs;
  }

  stop(): void {
    this.nextAt = Number.POSITIVE_INFINITY;
  }

  /** True if one is to be sent now; it counts as sent. */
  take(nowMs: number): boolean {
    if (nowMs < this.nextAt) return false;
    this.#sent++;
    this.nextAt = nowMs + (this.#sent < EARLY_REPORTS ? EARLY_REPORT_MS : REPORT_EVERY_MS);
    return true;
  }
}
