import type { BundleItem, Content } from '#protocol/content.ts';
import type { FileItem } from '#protocol/files.ts';

/** The files of a content, those in bundles too. */
export function filesIn(content: Content | BundleItem['content'] | undefined): FileItem[] {
  if (content?.type === 'files') return content.items;
  if (content?.type === 'voice') return [content.file];
  return content?.type === 'bundle' ? content.items.flatMap((item) => filesIn(item.content)) : [];
}

export type FileKind = 'picture' | 'video' | 'audio' | 'file';

/** As what a file is shown. */
export function kindOf({ type, width, height }: Pick<FileItem, 'type' | 'width' | 'height'>): FileKind {
  // A video may have a picture that stands for it.
  if (type === 'video/mp4' || type === 'video/webm') return 'video';
  if (width !== undefined && height !== undefined) return 'picture';
  return PLAYED.has(type) ? 'audio' : 'file';
}

/** What browsers play. */
const PLAYED: ReadonlySet<string> = new Set([
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/flac',
  'audio/webm',
]);
