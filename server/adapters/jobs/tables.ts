/** The queue. Times are ms since the epoch. */
export interface JobTables {
  jobs: JobRow;
}

export interface JobRow {
  kind: string;
  /** Of our own making when none was given. */
  job_key: string;
  /** JSON. */
  payload: string;
  /** When it may be taken: its time, or the end of the lease of who took it; null: it was given up. */
  ready_at: number | null;
  /** Made up by who took it; null while it waits. */
  lease: string | null;
  /** Attempts that have begun since it was put. */
  attempts: number;
  /** Why the last attempt failed. */
  reason: string | null;
  created_at: number;
  died_at: number | null;
}
