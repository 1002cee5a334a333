/** Draws `/m/:number` over everything, and the small window of a meeting that goes on elsewhere. */
export function MeetingHost() {
  return null;
}
