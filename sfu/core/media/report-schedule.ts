import type { MediaKind } from './sections.ts';

/** As libwebrtc sends them: clocks do not part sooner. */
const REPORT_EVERY_MS: Record<MediaKind, number> = { video: 1000, audio: 5000 };
/** The first reports come faster: lip-sync needs two. */
const EARLY_REPORTS = 3;
const EARLY_REPORT_MS = 250;

/** When a stream's sender reports are due. */
export class ReportSchedule {
  readonly #everyMs: number;
  #sent = 0;
  /** When the next one is due. */
  nextAt = Number.POSITIVE_INFINITY;

  constructor(kind: MediaKind) {
    this.#everyMs = REPORT_EVERY_MS[kind];
  }

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
    this.nextAt = nowMs + (this.#sent < EARLY_REPORTS ? EARLY_REPORT_MS : this.#everyMs);
    return true;
  }
}
