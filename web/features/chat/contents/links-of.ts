import type { Block, Inline } from '../messages/markdown.ts';
import { parseMarkdown } from '../messages/markdown.ts';

/** The first address of a text that may be previewed: a plain one of the web, not in angle brackets nor behind words. */
export function previewableLink(text: string): string | undefined {
  return text.includes('://') ? firstOf(parseMarkdown(text)) : undefined;
}

/** The same text with every such address in angle brackets. */
export function withoutPreviews(text: string): string {
  let said = text;
  for (let n = 0; n < MOST_LINKS; n += 1) {
    const shown = shownLink(parseMarkdown(said));
    if (shown === undefined) break;
    const next = said.replace(new RegExp(`(?<![<\\w])${escaped(shown)}(?!>)`), `<${shown}>`);
    if (next === said) break;
    said = next;
  }
  return said;
}

const MOST_LINKS = 30;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function firstOf(blocks: readonly Block[]): string | undefined {
  return linkOf(blocks)?.to;
}

function shownLink(blocks: readonly Block[]): string | undefined {
  return linkOf(blocks)?.shown;
}

interface Found {
  to: string;
  /** As it is written. */
  shown: string;
}

function linkOf(blocks: readonly Block[]): Found | undefined {
  for (const block of blocks) {
    const found = inBlock(block);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inBlock(block: Block): Found | undefined {
  switch (block.is) {
    case 'text':
    case 'heading':
      return inParts(block.parts);
    case 'list':
      return linkOf(block.items.flat());
    case 'table':
      return inParts([block.head, ...block.rows].flat(2));
    default:
      // What is quoted, or code, is not said here.
      return undefined;
  }
}

function inParts(parts: readonly Inline[]): Found | undefined {
  for (const part of parts) {
    if (part.is === 'link') {
      const [shown] = part.parts;
      const plain = shown?.is === 'plain' && /^https?:/i.test(shown.text) && /^https?:/.test(part.to);
      if (!part.bare && plain) return { to: part.to, shown: shown.text };
    } else if ('parts' in part) {
      const found = inParts(part.parts);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
