import type { ReactNode } from 'react';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';

/** What a conversation is called, in its details: those are a page of their own on a phone. */
export function AboutName({ children }: { children: ReactNode }) {
  const Heading = useMediaQuery(PHONE) ? 'h2' : 'h3';
  return <Heading className="about__name">{children}</Heading>;
}
