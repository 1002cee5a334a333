import { Fragment, type ReactNode, useMemo } from 'react';
import type { UserId } from '#protocol/common.ts';
import type { Mention } from '#protocol/conversations.ts';
import { useMe } from '#web/app/client.tsx';
import { Link } from '#web/app/link.tsx';
import { innerPath } from '#web/app/message-place.ts';
import { useNicknames } from '#web/app/names.ts';
import { CodeBlock } from '../contents/code-block.tsx';
import { ListItem, TextTable } from '../contents/text-table.tsx';
import { type Block, type Inline, type Names, parseMarkdown } from './markdown.ts';
import { messageWords } from './words.ts';

const NOBODY: readonly Mention[] = [];

interface RichTextProps {
  text: string;
  mentions?: readonly Mention[] | undefined;
  /** Whom 'here' among them means. */
  here?: readonly UserId[] | undefined;
}

/** A message's text with its marks, links and mentions. It becomes elements, never HTML. */
export function RichText({ text, mentions = NOBODY, here }: RichTextProps) {
  const me = useMe()?.id;
  const meant = me !== undefined && here?.includes(me) === true;
  const nameOf = useNicknames(mentions.filter((one) => one !== 'all' && one !== 'here'));
  const blocks = useMemo(() => parseMarkdown(text, namesOf(mentions, nameOf, meant)), [text, mentions, nameOf, meant]);
  const [only] = blocks;
  if (blocks.length === 1 && only?.is === 'text')
    return <span className="bubble__text">{inlines(only.parts, me)}</span>;
  return <div className="bubble__blocks">{blocksOf(blocks, me)}</div>;
}

/** Whom the text may name, the longest names first. */
function namesOf(mentions: readonly Mention[], nameOf: (user: string) => string | undefined, meant: boolean): Names {
  const names = mentions.flatMap((who) => {
    if (who === 'all') return [messageWords.zh.everybody, messageWords.en.everybody].map((name) => ({ name, who }));
    if (who === 'here') {
      // Who was there is meant as with everybody.
      const whom = meant ? 'all' : who;
      return [messageWords.zh.hereName, messageWords.en.hereName].map((name) => ({ name, who: whom }));
    }
    const name = nameOf(who);
    return name === undefined ? [] : [{ name, who }];
  });
  return names.sort((a, b) => b.name.length - a.name.length);
}

function blocksOf(blocks: readonly Block[], me: string | undefined): ReactNode {
  return keyed(blocks, (block) => {
    switch (block.is) {
      case 'text':
        return <p className="bubble__text">{inlines(block.parts, me)}</p>;
      case 'heading':
        return <p className={`heading heading--${block.level}`}>{inlines(block.parts, me)}</p>;
      case 'code':
        return <CodeBlock text={block.text} language={block.language} />;
      case 'table':
        return <TextTable head={block.head} rows={block.rows} draw={(cell) => inlines(cell, me)} />;
      case 'quote':
        return <blockquote className="said">{blocksOf(block.blocks, me)}</blockquote>;
      case 'list': {
        const { tasks } = block;
        const items = keyed(block.items, (item, index) => (
          <ListItem done={tasks?.[index]}>{blocksOf(item, me)}</ListItem>
        ));
        if (block.start === undefined) return <ul className="points">{items}</ul>;
        return (
          <ol className="points" start={block.start}>
            {items}
          </ol>
        );
      }
    }
  });
}

function inlines(parts: readonly Inline[], me: string | undefined): ReactNode {
  return keyed(parts, (part) => {
    switch (part.is) {
      case 'plain':
        return part.text;
      case 'code':
        return <code className="code-word">{part.text}</code>;
      case 'strong':
        return <strong>{inlines(part.parts, me)}</strong>;
      case 'em':
        return <em>{inlines(part.parts, me)}</em>;
      case 'strike':
        return <s>{inlines(part.parts, me)}</s>;
      case 'mention': {
        const mine = part.who === me || part.who === 'all';
        return <span className={mine ? 'mention mention--me' : 'mention'}>{part.text}</span>;
      }
      case 'link': {
        const inner = innerPath(part.to);
        if (inner !== undefined) return <Link to={inner}>{inlines(part.parts, me)}</Link>;
        return (
          <a href={part.to} target="_blank" rel="noopener noreferrer nofollow">
            {inlines(part.parts, me)}
          </a>
        );
      }
    }
  });
}

/** The parts of a text never move, so their places are their keys. */
function keyed<Part>(parts: readonly Part[], draw: (part: Part, index: number) => ReactNode): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return parts.map((part, index) => <Fragment key={index}>{draw(part, index)}</Fragment>);
}
