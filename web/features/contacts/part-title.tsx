import { PHONE, useMediaQuery } from '#web/app/media-query.ts';

/** The title of a part of the main pane, one level below that of the pane: which on a phone is the page. */
export function PartTitle({ children }: { children: string }) {
  const Heading = useMediaQuery(PHONE) ? 'h2' : 'h3';
  return <Heading className="group-title">{children}</Heading>;
}
