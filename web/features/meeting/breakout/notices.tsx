import { useEffect, useSyncExternalStore } from 'react';
import type { BreakoutView } from '#protocol/breakout.ts';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { RoomMenu } from '../room/room-menu.tsx';
import { useNow } from '../room/use-room.ts';
import type { MeetingSession } from '../session.ts';
import { type Breakouts, useBreakouts } from './use-table.ts';
import { offerOf, untilText } from './where.ts';
import { breakoutWords } from './words.ts';

/** Who comes later need not know what was said before. */
const MESSAGE_SHOWN_MS = 3 * 60_000;

export interface BreakoutNoticesProps {
  session: MeetingSession;
  /** Of who is host: grows with everything that hosts see. */
  revision: number | undefined;
  host: boolean;
  /** The hosts' panel is not in view. */
  onShow: (() => void) | undefined;
}

/** What one has to know of breakout rooms, above the tiles: where one is, where to go, what a host says, when they close. */
export function BreakoutNotices({ session, revision, host, onShow }: BreakoutNoticesProps) {
  const breakouts = useBreakouts(session);
  const { table, view } = breakouts;
  useEffect(() => {
    if (revision !== undefined) void table.look();
  }, [table, revision]);
  if (view === undefined || view.at === 'made') return null;
  return (
    <div className="breakout-notes">
      <Message breakouts={breakouts} view={view} />
      {host && <Calls breakouts={breakouts} view={view} />}
      {view.here === undefined ? (
        <Outside breakouts={breakouts} view={view} host={host} onShow={onShow} />
      ) : (
        <Inside breakouts={breakouts} view={view} host={host} />
      )}
    </div>
  );
}

interface PartProps {
  breakouts: Breakouts;
  view: BreakoutView;
}

/** When they close: read out once, seen every second. */
export function Until({ breakouts: { table }, view: { closesAt } }: PartProps) {
  const now = useNow();
  if (closesAt === undefined) return null;
  return (
    <time className="num breakout-until" aria-hidden="true">
      {untilText(table.here(closesAt) - now)}
    </time>
  );
}

function Inside({ breakouts, view, host }: PartProps & { host: boolean }) {
  const words = useWords(breakoutWords);
  const { here } = view;
  if (here === undefined) return null;
  const called = view.rooms.some(({ id, help }) => id === here.id && help !== undefined);
  const mayBack = host || view.rules.back || view.at === 'closing';
  const said = host && view.mine?.id !== here.id ? words.visitingRoom(here.name) : words.youAreIn(here.name);
  return (
    <Banner
      icon={view.at === 'closing' ? 'clock' : 'grid'}
      action={
        <span className="notice__acts">
          {!host && (
            <Button size="sm" icon="hand" aria-pressed={called} onClick={() => void breakouts.help(!called)}>
              {called ? words.takeBack : words.askHelp}
            </Button>
          )}
          {mayBack && (
            <Button size="sm" kind="main" onClick={() => void breakouts.go('main')}>
              {words.toMain}
            </Button>
          )}
        </span>
      }
    >
      <b>{said}</b>
      {called && !host && <span className="quiet"> · {words.askedHelp}</span>}
      {view.at === 'open' && view.closesAt !== undefined && (
        <span className="quiet">
          {' '}
          · {words.endsIn} <Until breakouts={breakouts} view={view} />
        </span>
      )}
      {view.at === 'closing' && (
        <span className="breakout-closing">
          {host ? words.closingHost : words.closing} <Until breakouts={breakouts} view={view} />
        </span>
      )}
    </Banner>
  );
}

function Outside({ breakouts, view, host, onShow }: PartProps & Pick<BreakoutNoticesProps, 'host' | 'onShow'>) {
  const words = useWords(breakoutWords);
  const offer = offerOf(view);
  if (offer === 'asked' && view.mine !== undefined) {
    return (
      <Banner
        icon="grid"
        action={
          <span className="notice__acts">
            {view.rules.choose && <ChooseRoom breakouts={breakouts} view={view} />}
            <Button size="sm" kind="main" onClick={() => void breakouts.go(view.mine?.id)}>
              {words.join}
            </Button>
          </span>
        }
      >
        {words.invited(view.mine.name)}
      </Banner>
    );
  }
  if (host) {
    if (onShow === undefined) return null;
    return (
      <Banner
        icon={view.at === 'closing' ? 'clock' : 'grid'}
        action={
          <Button size="sm" onClick={onShow}>
            {words.show}
          </Button>
        }
      >
        {view.at === 'closing' ? words.closingHost : words.opened} <Until breakouts={breakouts} view={view} />
      </Banner>
    );
  }
  if (offer !== 'choose') return null;
  return (
    <Banner icon="grid" action={<ChooseRoom breakouts={breakouts} view={view} main />}>
      {words.canChoose}
    </Banner>
  );
}

function ChooseRoom({ breakouts, view, main = false }: PartProps & { main?: boolean }) {
  const words = useWords(breakoutWords);
  const items = view.rooms.map(({ id, name, people }) => {
    return {
      label: words.roomWith(name, people.length),
      icon: 'people' as const,
      onChoose: () => void breakouts.go(id),
    };
  });
  return (
    <RoomMenu
      trigger={
        <Button size="sm" kind={main ? 'main' : 'plain'}>
          {words.chooseRoom}
        </Button>
      }
      items={items}
    />
  );
}

/** Rooms that ask for a host. */
function Calls({ breakouts, view }: PartProps) {
  const words = useWords(breakoutWords);
  return view.rooms.map(({ id, name, help }) =>
    help === undefined || view.here?.id === id ? null : (
      <Banner
        key={id}
        icon="hand"
        action={
          <span className="notice__acts">
            <Button size="sm" onClick={() => void breakouts.act({ do: 'heed', room: id })}>
              {words.dismiss}
            </Button>
            <Button size="sm" kind="main" onClick={() => void breakouts.go(id)}>
              {words.visit}
            </Button>
          </span>
        }
      >
        {words.helpFrom(name, help.name)}
      </Banner>
    ),
  );
}

function Message({ breakouts: { table }, view: { message } }: PartProps) {
  const words = useWords(breakoutWords);
  const heard = useSyncExternalStore(table.subscribe, table.heard);
  const now = useNow();
  const old = message === undefined || now - table.here(message.at) > MESSAGE_SHOWN_MS;
  if (old || message.id <= heard) return null;
  return (
    <Banner
      icon="chat"
      action={
        <IconButton
          size="sm"
          className="push"
          icon="close"
          label={words.close1}
          onClick={() => table.hear(message.id)}
        />
      }
    >
      <span className="quiet">{words.from(message.by)}: </span>
      <b className="breakout-message">{message.text}</b>
    </Banner>
  );
}
