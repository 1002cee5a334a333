import { copyText } from '#web/ui/copy.ts';
import { type Block, type Inline, parseMarkdown } from '../messages/markdown.ts';

/**
 * Puts a text on the clipboard twice: plain as it was written, and with its marks for programs that take those. The
 * markup goes to the clipboard only; no page shows it from here.
 */
export async function copyFormatted(text: string): Promise<boolean> {
  try {
    const item = new ClipboardItem({
      'text/plain': new Blob([text], { type: 'text/plain' }),
      'text/html': new Blob([htmlOf(text)], { type: 'text/html' }),
    });
    await navigator.clipboard.write([item]);
    return true;
  } catch {
    return copyText(text);
  }
}

/** Whether copying the text with its marks is anything else than copying it. */
export function hasMarks(text: string): boolean {
  const all = parseMarkdown(text);
  return !all.every((block) => block.is === 'text' && block.parts.every((part) => part.is === 'plain'));
}

export function htmlOf(text: string): string {
  return blocks(parseMarkdown(text));
}

function blocks(all: readonly Block[]): string {
  return all.map(blockHtml).join('');
}

function blockHtml(block: Block): string {
  switch (block.is) {
    case 'text':
      return `<p>${inlines(block.parts).replaceAll('\n', '<br>')}</p>`;
    case 'heading':
      return `<h${block.level}>${inlines(block.parts)}</h${block.level}>`;
    case 'code':
      return `<pre><code>${escaped(block.text)}</code></pre>`;
    case 'quote':
      return `<blockquote>${blocks(block.blocks)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => `<li>${blocks(item)}</li>`).join('');
      return block.start === undefined ? `<ul>${items}</ul>` : `<ol start="${block.start}">${items}</ol>`;
    }
    case 'table': {
      const rows = [block.head, ...block.rows].map((cells, index) => {
        const tag = index === 0 ? 'th' : 'td';
        return `<tr>${cells.map((cell) => `<${tag}>${inlines(cell)}</${tag}>`).join('')}</tr>`;
      });
      return `<table>${rows.join('')}</table>`;
    }
  }
}

const TAGS = { strong: 'strong', em: 'em', strike: 's' } as const;

function inlines(parts: readonly Inline[]): string {
  return parts.map(inlineHtml).join('');
}

function inlineHtml(part: Inline): string {
  switch (part.is) {
    case 'plain':
    case 'mention':
      return escaped(part.text);
    case 'code':
      return `<code>${escaped(part.text)}</code>`;
    case 'link':
      return `<a href="${escaped(part.to)}">${inlines(part.parts)}</a>`;
    default:
      return `<${TAGS[part.is]}>${inlines(part.parts)}</${TAGS[part.is]}>`;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
