import { useEffect, useRef } from 'react';
import type { Seated } from '#protocol/meeting-rules.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { hostWords } from '../words/host.ts';
import { GuestMark } from './guest-mark.tsx';
import type { Hosting } from './use-hosting.ts';

/** Who waits to be let in: one by one, or all. */
export function WaitingList({ hosting }: { hosting: Hosting }) {
  const words = useWords(hostWords);
  const waiting = hosting.desk?.waiting ?? [];
  if (waiting.length === 0) return null;
  return (
    <section className="waiting-list" aria-label={words.waiting}>
      <header className="waiting-list__head">
        <h3 className="removed__title quiet num">{words.waitingMany(waiting.length)}</h3>
        {waiting.length > 1 && (
          <Button size="sm" kind="main" onClick={() => void hosting.admit()}>
            {words.admitAll}
          </Button>
        )}
      </header>
      <ul className="waiting-list__people">
        {waiting.map((seated) => (
          <Waiting key={seated.identity} seated={seated} hosting={hosting} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ seated: { identity, name, guest }, hosting }: { seated: Seated; hosting: Hosting }) {
  const words = useWords(hostWords);
  return (
    <li className="row row--tight">
      <Avatar id={identity} name={name} size={28} />
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{name}</span>
          {guest && <GuestMark />}
        </span>
      </span>
      <IconButton
        size="sm"
        icon="close"
        label={words.refuseNamed(name)}
        onClick={() => void hosting.refuse(identity)}
      />
      <Button size="sm" kind="main" aria-label={words.admitNamed(name)} onClick={() => void hosting.admit(identity)}>
        {words.admit}
      </Button>
    </li>
  );
}

/** Above the tiles, while the list is not in view: somebody knocks. */
export function WaitingNotice({ hosting, onShow }: { hosting: Hosting; onShow: () => void }) {
  const words = useWords(hostWords);
  const waiting = hosting.desk?.waiting ?? [];
  const [first] = waiting;
  if (first === undefined) return null;
  const one = waiting.length === 1;
  const name = first.guest ? words.guestNamed(first.name) : first.name;
  return (
    <Banner
      icon="person-plus"
      action={
        <span className="notice__acts">
          <Button size="sm" onClick={onShow}>
            {words.show}
          </Button>
          <Button size="sm" kind="main" onClick={() => void hosting.admit(one ? first.identity : undefined)}>
            {one ? words.admit : words.admitAll}
          </Button>
        </span>
      }
    >
      {one ? words.waitsOne(name) : words.waitsMany(name, waiting.length)}
    </Banner>
  );
}

/** While the room is a small window: each who comes to wait is told once, with the door at hand. */
export function WaitingToasts({ hosting }: { hosting: Hosting }) {
  const words = useWords(hostWords);
  const told = useRef(new Set<string>());
  const waiting = hosting.desk?.waiting;
  useEffect(() => {
    if (waiting === undefined) return;
    const fresh = waiting.filter(({ identity }) => !told.current.has(identity));
    told.current = new Set(waiting.map(({ identity }) => identity));
    const last = fresh.at(-1);
    if (last === undefined) return;
    const name = last.guest ? words.guestNamed(last.name) : last.name;
    const one = waiting.length === 1;
    showToast(one ? words.waitsOne(name) : words.waitsMany(name, waiting.length), {
      label: one ? words.admit : words.admitAll,
      run: () => void hosting.admit(one ? last.identity : undefined),
    });
  }, [waiting, hosting, words]);
  return null;
}
