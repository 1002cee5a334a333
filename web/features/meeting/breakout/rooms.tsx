import { type DragEvent, type ReactNode, useState } from 'react';
import type { BreakoutMember, BreakoutShown, BreakoutView } from '#protocol/breakout.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { GuestMark } from '../host/guest-mark.tsx';
import { RoomMenu, type RoomMenuItem } from '../room/room-menu.tsx';
import { NameSheet } from './name-sheet.tsx';
import type { Breakouts } from './use-table.ts';
import { breakoutWords } from './words.ts';

interface PartProps {
  breakouts: Breakouts;
  view: BreakoutView;
}

/** Who is where: people are drawn from room to room, or moved by the menu that each of them has. */
export function Rooms({ breakouts, view }: PartProps) {
  const words = useWords(breakoutWords);
  return (
    <div className="breakout__rooms">
      {view.rooms.map((room) => (
        <RoomBox key={room.id} breakouts={breakouts} view={view} room={room} />
      ))}
      <Target breakouts={breakouts} label={words.rest}>
        <header className="breakout__head">
          <h3 className="breakout__name quiet clip">{words.rest}</h3>
        </header>
        <People breakouts={breakouts} view={view} people={view.rest} empty={words.restNone} />
      </Target>
    </div>
  );
}

function RoomBox({ breakouts, view, room }: PartProps & { room: BreakoutShown }) {
  const words = useWords(breakoutWords);
  const [renaming, setRenaming] = useState(false);
  const known = view.rooms.map(({ id, name }) => ({ id, name }));
  const make = (rooms: { id: string; name: string }[]) => breakouts.act({ do: 'make', rooms });
  const here = view.here?.id === room.id;
  const tools: RoomMenuItem[] = [
    { label: words.rename, icon: 'compose', onChoose: () => setRenaming(true) },
    {
      label: words.remove,
      icon: 'close',
      danger: true,
      onChoose: () => void make(known.filter(({ id }) => id !== room.id)),
    },
    { label: words.removeAll, icon: 'close', danger: true, onChoose: () => void make([]) },
  ];
  return (
    <Target breakouts={breakouts} room={room.id} label={room.name} mine={here}>
      <header className="breakout__head">
        <h3 className="breakout__name clip">{room.name}</h3>
        {room.help !== undefined && <Icon name="hand" size="sm" />}
        <span className="quiet num">{words.people(room.people.length)}</span>
        {view.at === 'made' ? (
          <RoomMenu trigger={<IconButton size="sm" icon="more" label={words.roomTools(room.name)} />} items={tools} />
        ) : (
          !here && (
            <IconButton
              size="sm"
              icon="right"
              label={words.visitNamed(room.name)}
              onClick={() => void breakouts.go(room.id)}
            />
          )
        )}
      </header>
      <People breakouts={breakouts} view={view} people={room.people} room={room.id} empty={words.nobody} />
      <NameSheet
        open={renaming}
        name={room.name}
        onClose={() => setRenaming(false)}
        onName={(name) => make(known.map((one) => (one.id === room.id ? { ...one, name } : one)))}
      />
    </Target>
  );
}

interface TargetProps {
  breakouts: Breakouts;
  /** Absent: whoever is dropped here has no room. */
  room?: string;
  label: string;
  mine?: boolean;
  children: ReactNode;
}

const PERSON = 'application/x-yiqi-person';

/** Where people are dropped. */
function Target({ breakouts, room, label, mine = false, children }: TargetProps) {
  const [over, setOver] = useState(false);
  const hover = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(PERSON)) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    const identity = event.dataTransfer.getData(PERSON);
    setOver(false);
    if (identity === '') return;
    event.preventDefault();
    void breakouts.act({ do: 'assign', identities: [identity], ...(room !== undefined && { room }) });
  };
  return (
    <section
      className={`breakout__room${over ? ' is-over' : ''}${mine ? ' is-mine' : ''}`}
      aria-label={label}
      onDragOver={hover}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </section>
  );
}

interface PeopleProps extends PartProps {
  people: readonly BreakoutMember[];
  room?: string;
  empty: string;
}

function People({ breakouts, view, people, room, empty }: PeopleProps) {
  if (people.length === 0) return <p className="quiet breakout__nobody">{empty}</p>;
  return (
    <ul>
      {people.slice(0, LIMITS.meetingPeople).map((person) => (
        <PersonLine
          key={person.identity}
          breakouts={breakouts}
          view={view}
          person={person}
          {...(room !== undefined && { room })}
        />
      ))}
    </ul>
  );
}

function PersonLine({ breakouts, view, person, room }: PartProps & { person: BreakoutMember; room?: string }) {
  const words = useWords(breakoutWords);
  const { identity, name, guest, away, visiting } = person;
  const assign = (to: string | undefined) =>
    void breakouts.act({ do: 'assign', identities: [identity], ...(to !== undefined && { room: to }) });
  const items: RoomMenuItem[] = view.rooms
    .filter(({ id }) => id !== room || visiting)
    .map(({ id, name }) => ({ label: words.moveTo(name), icon: 'right', onChoose: () => assign(id) }));
  if (room !== undefined && !visiting) {
    items.push({ label: words.toNone, icon: 'close', onChoose: () => assign(undefined) });
  }
  return (
    <li
      className={away ? 'row breakout__person is-away' : 'row breakout__person'}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(PERSON, identity)}
    >
      <Avatar id={identity} name={name} size={28} />
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{name}</span>
          {guest && <GuestMark />}
          {away && <span className="chip">{words.away}</span>}
          {visiting && <span className="chip">{words.visiting}</span>}
        </span>
      </span>
      {items.length > 0 && (
        <RoomMenu trigger={<IconButton size="sm" icon="more" label={words.move(name)} />} items={items} />
      )}
    </li>
  );
}
