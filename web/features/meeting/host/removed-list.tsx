import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { hostWords } from '../words/host.ts';
import { GuestMark } from './guest-mark.tsx';
import type { Hosting } from './use-hosting.ts';

/** Whom the hosts keep out. */
export function RemovedList({ hosting }: { hosting: Hosting }) {
  const words = useWords(hostWords);
  const removed = hosting.desk?.removed ?? [];
  if (removed.length === 0) return null;
  return (
    <section className="removed" aria-label={words.removed}>
      <h3 className="removed__title quiet">{words.removed}</h3>
      <ul className="people-list">
        {removed.map(({ identity, name, guest }) => (
          <li key={identity} className="row row--tight">
            <span className="row__main">
              <span className="row__line">
                <span className="clip">{name}</span>
                {guest && <GuestMark />}
              </span>
            </span>
            <Button size="sm" aria-label={words.readmitNamed(name)} onClick={() => void hosting.readmit(identity)}>
              {words.readmit}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
