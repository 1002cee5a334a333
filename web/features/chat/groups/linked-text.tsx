import { textParts } from '../links.ts';

/** A text with its lines, whose addresses can be followed. */
export function LinkedText({ text }: { text: string }) {
  let at = 0;
  return (
    <>
      {textParts(text).map((part) => {
        const key = at;
        at += part.text.length;
        if (part.link === undefined) return <span key={key}>{part.text}</span>;
        return (
          <a key={key} className="text-link" href={part.link} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        );
      })}
    </>
  );
}
