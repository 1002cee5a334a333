/** The longest side of a picture on a whiteboard, in px, and what it takes at most, in bytes. */
const SIDES = [1600, 1100, 700] as const;
const MOST_BYTES = 150_000;
const QUALITY = 0.8;
const TYPES = ['image/webp', 'image/png', 'image/jpeg'];

/** A picture as the document keeps it. */
export interface KeptPicture {
  mimeType: string;
  bytes: Uint8Array;
}

/** A picture small enough for everybody; undefined when it cannot be shown, or stays too large. */
export async function smallPicture(dataUrl: string): Promise<KeptPicture | undefined> {
  const image = new Image();
  image.src = dataUrl;
  try {
    await image.decode();
  } catch {
    return undefined;
  }
  const { naturalWidth: width, naturalHeight: height } = image;
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(width, height, 1));
    const blob = await drawn(image, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    if (blob !== undefined && blob.size <= MOST_BYTES) {
      return { mimeType: blob.type, bytes: new Uint8Array(await blob.arrayBuffer()) };
    }
  }
  return undefined;
}

function drawn(image: HTMLImageElement, width: number, height: number): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/webp', QUALITY));
}

/** What the document says, if it is a picture. */
export function keptPicture(value: unknown): KeptPicture | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { mimeType, bytes } = value as Partial<KeptPicture>;
  if (typeof mimeType !== 'string' || !TYPES.includes(mimeType) || !(bytes instanceof Uint8Array)) return undefined;
  return { mimeType, bytes };
}
