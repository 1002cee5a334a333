/** What the rest of the server may ask of meetings. */
export interface Meetings {
  /** Makes the rooms of running meetings anew, after the media engine has started again without them. */
  restoreRooms(): Promise<void>;
}
