/** Chromium alone lets a page put other frames in place of a camera's so that a worker does the work. */
export function canChangePicture(): boolean {
  return 'MediaStreamTrackProcessor' in globalThis && 'MediaStreamTrackGenerator' in globalThis;
}
