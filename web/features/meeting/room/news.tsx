import { useEffect, useRef, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { arrivals, newHands, type Person } from '../model/room-state.ts';
import { type RoomTexts, roomWords } from '../words/room.ts';
import { type SeatTexts, seatWords } from '../words/seat.ts';

const SHOWN_MS = 4000;

/** Says who joined, left and raised a hand: seen for a moment, and read out. */
export function News({ people }: { people: readonly Person[] }) {
  const words = useWords(roomWords);
  const seatTexts = useWords(seatWords);
  const before = useRef<readonly Person[] | undefined>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    const known = before.current;
    before.current = people;
    if (known === undefined || known.length === 0) return;
    const news = newsText(known, people, words, seatTexts);
    if (news !== '') setText(news);
  }, [people, words, seatTexts]);
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => setText(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="news" role="status" aria-live="polite">
      {text !== '' && <span className="news__text">{text}</span>}
    </div>
  );
}

function newsText(before: readonly Person[], after: readonly Person[], words: RoomTexts, seatTexts: SeatTexts): string {
  const named = (people: readonly Person[]) =>
    people.map((person) => (person.guest ? { ...person, name: words.guestNamed(person.name) } : person));
  const [was, is] = [named(before), named(after)];
  const { joined, left } = arrivals(was, is);
  const parts = [
    told(joined, words.joined, words.manyJoined),
    told(left, words.left, words.manyLeft),
    told(newHands(was, is), seatTexts.handRaisedBy, seatTexts.handsRaised),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function told(names: readonly string[], one: (name: string) => string, many: (n: number) => string): string {
  const [first] = names;
  if (first === undefined) return '';
  return names.length === 1 ? one(first) : many(names.length);
}
