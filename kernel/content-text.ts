import type { BundleItem, Content } from '#protocol/content.ts';
import { lengthWords } from './sound/wave.ts';

/** The words of a content that somebody may look for: one text, empty when it has none. */
export function contentText(content: Content | BundleItem['content'] | undefined): string {
  switch (content?.type) {
    case 'location':
      return content.name;
    case 'sticker':
      return content.text;
    case 'poll':
      return [content.question, ...content.options].join('\n');
    case 'meeting':
      return content.title;
    case 'files':
      return content.items.map(({ name }) => name).join('\n');
    case 'voice':
      return `[voice ${lengthWords(content.ms)}] 语音`;
    case 'bundle':
      return [content.title, ...content.items.map(itemText)].join('\n');
    default:
      return '';
  }
}

function itemText({ text, content }: BundleItem): string {
  return [text, contentText(content)].filter((words) => words !== '').join('\n');
}

/** How many bundles are in one another; 0 for what is no bundle. */
export function bundleDepth(content: Content | BundleItem['content'] | undefined): number {
  if (content?.type !== 'bundle') return 0;
  return 1 + Math.max(0, ...content.items.map((item) => bundleDepth(item.content)));
}
