/** Where files are sent to: tus 1.0 (https://tus.io/protocols/resumable-upload). */
export const FILES_PATH = '/api/v1/files';

/**
 * Of a picture: 640 or 1,600 px at most, or as it was sent. Of a video `small` is a picture that stands for it. `caf`: Opus
 * in a container for older Safaris. What there is not is the original.
 */
export type FileSize = 'small' | 'large' | 'caf' | 'original';

/** Where the bytes are fetched with a key of `file.keys`. `save`: they are kept, not shown. */
export function filePath(id: string, size: FileSize, key: string, save = false): string {
  return `${FILES_PATH}/${id}/${size}?key=${key}${save ? '&save=1' : ''}`;
}
