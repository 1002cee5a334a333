/** What the processes of one installation know of each other. */
export interface ClusterTables {
  cluster_processes: ProcessRow;
  shared_secrets: { name: string; secret: string };
  cluster_feed: FeedRow;
}

export interface ProcessRow {
  id: string;
  started_at: number;
  /** Grows for as long as the process lives. */
  beat: number;
  /** The place of the last row that it put into the feed. */
  fed: number;
  /** The number of the last thing that it has told for sure, one way or the other. */
  told: number;
  /** 1: it hears nothing by Redis, and reads the feed. */
  deaf: number;
  /** The machine it runs on. */
  host: string;
  /** The port on loopback at which its media engine answers; null: it has none, or it is down. */
  media_port: number | null;
}

/** What a process told while Redis was away, or while another could not hear it. */
export interface FeedRow {
  process: string;
  place: number;
  made_at: number;
  body: string;
}
