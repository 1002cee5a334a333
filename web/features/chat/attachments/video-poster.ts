import { LIMITS } from '#protocol/limits.ts';

const LONGEST_PX = 1280;
/** A beginning is often black. */
const AT_S = 0.5;
/** A video that this browser can't read in that time goes without a picture. */
const LATE_MS = 10_000;

/** A picture from the beginning of a video, as a JPEG; undefined when this browser can't show it. */
export async function posterOf(file: Blob): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  try {
    video.muted = true;
    video.playsInline = true;
    video.preload = 'auto';
    await happens(video, 'loadeddata', () => {
      video.src = url;
    });
    const at = Number.isFinite(video.duration) ? Math.min(AT_S, video.duration / 2) : 0;
    if (at > 0) {
      await happens(video, 'seeked', () => {
        video.currentTime = at;
      });
    }
    return await drawn(video);
  } catch {
    return undefined;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

function happens(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the video takes too long')), LATE_MS);
    video.addEventListener(
      event,
      () => {
        clearTimeout(late);
        resolve();
      },
      { once: true },
    );
    video.addEventListener('error', () => reject(video.error ?? new Error('no video')), { once: true });
    begin();
  });
}

async function drawn(video: HTMLVideoElement): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const scale = Math.min(1, LONGEST_PX / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.8, 0.5]) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob !== null && blob.size <= LIMITS.posterBytes) return new Uint8Array(await blob.arrayBuffer());
  }
  return undefined;
}
