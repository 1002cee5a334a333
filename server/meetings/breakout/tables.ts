/** What breakout rooms keep in the database. */
export interface BreakoutTables {
  /** How it stands with those of one meeting; without a row, `NO_BREAKOUT`. */
  meeting_breakouts: {
    meeting: string;
    /** JSON of Breakout. */
    state: string;
  };
  /** Each room of the media engine that was one. */
  breakout_rooms: {
    room: string;
    meeting: string;
    /** Absent while it is open. */
    closed_at: number | null;
  };
}
