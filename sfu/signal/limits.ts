/** Limits of LiveKit's own server, in bytes. */
export const limits = {
  /** One signalling message, after decompression. */
  signalMessage: 2 * 1024 * 1024,
  metadata: 512 * 1024,
  /** Names and values of all attributes together. */
  attributes: 64 * 1024,
  identity: 256,
  roomName: 256,
  participantName: 256,
  trackName: 256,
  /** Tracks of one participant, pending ones included. */
  tracks: 128,
  /** Tracks that one request may name; those beyond are not looked at. */
  namedTracks: 4096,
  /** Participants whom one may say of what they may subscribe to. */
  permissions: 4096,
} as const;

/** Bytes that names and values of attributes take together. */
export function attributesSize(attributes: Readonly<Record<string, string>>): number {
  let size = 0;
  for (const [name, value] of Object.entries(attributes)) size += Buffer.byteLength(name) + Buffer.byteLength(value);
  return size;
}
