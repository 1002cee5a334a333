import { useEffect, useMemo, useState } from 'react';
import type { Client } from '#client/api.ts';
import type { LinkPreview } from '#protocol/commands/link.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { previewableLink } from './links-of.ts';
import { contentWords } from './words.ts';

const MOST_KEPT = 500;
/** What is known of pages: as long as this window lives. */
const known = new Map<string, Promise<LinkPreview | undefined>>();

/** What the page of a message's first address says of itself. The server reads it; nothing is loaded from there. */
export function LinkCard({ text }: { text: string }) {
  const words = useWords(contentWords);
  const link = useMemo(() => previewableLink(text), [text]);
  const preview = usePreview(link);
  if (link === undefined || preview === undefined) return null;
  const { host } = new URL(link);
  return (
    <a className="link-card" href={link} target="_blank" rel="noopener noreferrer nofollow">
      <span className="link-card__site clip">
        <Icon name="link" size="sm" />
        <span className="visually-hidden">{words.linkTo(host)}</span>
        {preview.site ?? host}
      </span>
      <b className="link-card__title">{preview.title}</b>
      {preview.description !== undefined && <span className="link-card__text">{preview.description}</span>}
    </a>
  );
}

/** What the page says of itself; undefined: nothing, or it is not known yet. */
export function usePreview(link: string | undefined): LinkPreview | undefined {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [found, setFound] = useState<{ link: string; preview: LinkPreview | undefined }>();
  useEffect(() => {
    if (link === undefined || link.length > LIMITS.previewUrlChars || (!online && !known.has(link))) return;
    let gone = false;
    ask(client, link).then(
      (preview) => !gone && setFound({ link, preview }),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [client, link, online]);
  return found !== undefined && found.link === link ? found.preview : undefined;
}

function ask(client: Pick<Client, 'call'>, url: string): Promise<LinkPreview | undefined> {
  const asked = known.get(url);
  if (asked !== undefined) return asked;
  const asking = client.call('link.preview', { url }).then(({ preview }) => preview);
  known.set(url, asking);
  asking.catch(() => known.delete(url));
  const [oldest] = known.keys();
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
  return asking;
}
