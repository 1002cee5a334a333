/** Where the bytes of a file come from, on whatever platform. */
export interface UploadSource {
  name: string;
  /** In bytes. */
  size: number;
  /** It is to be shown as a picture, and not to say where it was taken. */
  picture: boolean;
  /** What stands for a video: a picture of at most `LIMITS.posterBytes`; undefined when none could be made. */
  poster?: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The bytes from `start` to before `end`. Rejects when the file is gone or has changed. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}
