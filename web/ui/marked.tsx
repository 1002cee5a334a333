import { rangeInName } from '#kernel/search/names.ts';

/** A name with the first place where `query` stands, or what is read so, brought forward. */
export function Marked({ text, query }: { text: string; query: string }) {
  const range = rangeInName(text, query);
  if (range === undefined || range.to === range.from) return <>{text}</>;
  return (
    <>
      {text.slice(0, range.from)}
      <mark>{text.slice(range.from, range.to)}</mark>
      {text.slice(range.to)}
    </>
  );
}
