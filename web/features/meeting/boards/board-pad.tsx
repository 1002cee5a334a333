import { useEffect, useState, useSyncExternalStore } from 'react';
import { BoardLink, type BoardView } from '#client/boards/board-link.ts';
import { systemTimers } from '#client/ports.ts';
import type { BoardKind } from '#protocol/boards.ts';
import { FAILURES } from '#protocol/failures.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { BoardBody } from './board-bodies.tsx';
import type { BoardExport } from './board-body.ts';
import { BoardFrame } from './board-frame.tsx';
import { BoardLoading } from './board-loading.tsx';
import { cursorColor } from './color.ts';
import { ExportMenu } from './export-menu.tsx';
import type { BoardSource } from './source.ts';
import { boardWords } from './words.ts';

interface BoardPadProps {
  source: BoardSource;
  onKind: (kind: BoardKind) => void;
  onClose: () => void;
}

/** A document of the meeting that goes on, with those who are in it. */
export function BoardPad({ source, onKind, onClose }: BoardPadProps) {
  const link = useLink(source);
  const [exports, setExports] = useState<readonly BoardExport[]>([]);
  if (link === undefined) {
    return (
      <BoardFrame kind={source.kind} onKind={onKind} onClose={onClose}>
        <BoardLoading />
      </BoardFrame>
    );
  }
  return <Linked link={link} {...{ source, onKind, onClose, exports, onExports: setExports }} />;
}

interface LinkedProps extends BoardPadProps {
  link: BoardLink;
  exports: readonly BoardExport[];
  onExports: (exports: readonly BoardExport[]) => void;
}

function Linked({ link, source, onKind, onClose, exports, onExports }: LinkedProps) {
  const view = useSyncExternalStore(link.subscribe, link.view);
  useRefusals(link, view);
  const tools = (
    <>
      <People view={view} />
      <Standing view={view} />
      <ExportMenu exports={exports} title={source.title} />
    </>
  );
  return (
    <BoardFrame kind={source.kind} onKind={onKind} onClose={onClose} tools={tools}>
      <Mending view={view} />
      {view.at === 'loading' ? (
        <BoardLoading />
      ) : (
        <BoardBody
          key={view.doc.guid}
          kind={source.kind}
          doc={view.doc}
          edit={view.edit}
          people={view.people}
          dark
          onSay={(state) => link.say(state)}
          onExports={onExports}
        />
      )}
    </BoardFrame>
  );
}

function useLink({ calls, number, kind, ticket }: BoardSource): BoardLink | undefined {
  const [link, setLink] = useState<BoardLink>();
  useEffect(() => {
    const made = new BoardLink({ calls, number, kind, ticket, timers: systemTimers });
    made.start();
    setLink(made);
    // What was drawn last goes, also when the page is left.
    const leave = () => made.close();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      made.close();
    };
  }, [calls, number, kind, ticket]);
  return link;
}

/** Says why one's last change was not taken. */
function useRefusals(link: BoardLink, { refused }: BoardView): void {
  const language = useLanguage();
  useEffect(() => {
    if (refused === undefined) return;
    showToast(FAILURES[refused][language]);
    link.forgetRefusal();
  }, [link, refused, language]);
}

const FACES = 5;

/** Who looks at it now. */
function People({ view }: { view: BoardView }) {
  const words = useWords(boardWords);
  const people = [...new Map(view.people.map((one) => [one.identity, one])).values()];
  if (people.length === 0) return null;
  const names = people.map(({ name, guest }) => (guest ? words.guestNamed(name) : name));
  return (
    <ul className="board__people" aria-label={words.here(names.join(', '))} title={words.here(names.join(', '))}>
      {people.slice(0, FACES).map(({ identity, name }) => (
        <li key={identity} ref={(element) => element?.style.setProperty('--face', cursorColor(identity))}>
          {[...name][0]}
        </li>
      ))}
      {people.length > FACES && <li>+{people.length - FACES}</li>}
    </ul>
  );
}

function Standing({ view }: { view: BoardView }) {
  const words = useWords(boardWords);
  if (view.at === 'loading' || view.at === 'over') return null;
  if (!view.edit && view.at === 'live') {
    return (
      <span className="board__standing" role="status">
        <Icon name="lock" size="sm" />
        {words.readOnly}
      </span>
    );
  }
  return (
    <span className="board__standing" role="status">
      {view.unsaved || view.at === 'mending' ? words.saving : words.saved}
    </span>
  );
}

function Mending({ view }: { view: BoardView }) {
  const words = useWords(boardWords);
  if (view.at !== 'mending' && view.at !== 'over') return null;
  return (
    <p className="board__note" role="status">
      <Icon name="wifi-off" size="sm" />
      {view.at === 'over' ? words.over : words.mending}
    </p>
  );
}
