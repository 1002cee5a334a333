import { useEffect, useState } from 'react';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import type { Quality } from '../model/room-state.ts';
import type { TrackKind, TrackStats } from '../model/stats.ts';
import { type SeatTexts, seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

const LOOK_EVERY_MS = 2000;

/** How the connection is, in words, and in figures for who is curious. */
export function NetworkPanel({ seat }: { seat: MediaSeat }) {
  const words = useWords(seatWords);
  const { me } = useSeatRoom(seat);
  const tracks = useTrackStats(seat);
  const quality = me?.quality ?? 'unknown';
  const weak = quality === 'poor' || quality === 'lost';
  return (
    <div className="network-panel">
      <p className={weak ? 'network-panel__said is-weak' : 'network-panel__said'} role="status">
        <Icon name="signal" />
        {qualityText(quality, words)}
      </p>
      {tracks.length === 0 && <p className="quiet">{words.noFigures}</p>}
      {tracks.map((track) => (
        <TrackFigures key={track.id} track={track} />
      ))}
    </div>
  );
}

function useTrackStats(seat: MediaSeat): readonly TrackStats[] {
  const [tracks, setTracks] = useState<readonly TrackStats[]>([]);
  useEffect(() => {
    let live = true;
    const look = async () => {
      const found = (await seat.room?.stats()) ?? [];
      if (live) setTracks(found);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => {
      live = false;
      clearInterval(timer);
    };
  }, [seat]);
  return tracks;
}

function TrackFigures({ track }: { track: TrackStats }) {
  const words = useWords(seatWords);
  const language = useLanguage();
  const kinds: Record<TrackKind, string> = {
    voice: words.kindVoice,
    camera: words.kindCamera,
    screen: words.kindScreen,
    'screen-sound': words.kindScreenSound,
  };
  const figures = figuresOf(track, words, new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
  return (
    <section className="network-panel__track">
      <h3>
        {track.mine ? words.sent : words.receivedFrom(track.name)} · {kinds[track.kind]}
      </h3>
      <dl>
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function figuresOf(track: TrackStats, words: SeatTexts, numbers: Intl.NumberFormat): [string, string][] {
  const figures: [string, string | undefined][] = [
    [words.size, track.width && track.height ? `${track.width} × ${track.height}` : undefined],
    [words.frames, track.framesPerSecond === undefined ? undefined : numbers.format(track.framesPerSecond)],
    [words.rate, track.kilobitsPerSecond === undefined ? undefined : rateText(track.kilobitsPerSecond, numbers)],
    [words.loss, track.loss === undefined ? undefined : `${numbers.format(track.loss * 100)} %`],
    [words.roundTrip, inMs(track.roundTripMs, numbers)],
    [words.jitter, inMs(track.jitterMs, numbers)],
    [words.codec, track.codec],
    [words.transport, track.transport],
  ];
  return figures.filter((figure): figure is [string, string] => figure[1] !== undefined);
}

function rateText(kilobits: number, numbers: Intl.NumberFormat): string {
  return kilobits >= 1000
    ? `${numbers.format(kilobits / 1000)} Mbit/s`
    : `${numbers.format(Math.round(kilobits))} kbit/s`;
}

function inMs(value: number | undefined, numbers: Intl.NumberFormat): string | undefined {
  return value === undefined ? undefined : `${numbers.format(Math.round(value))} ms`;
}

function qualityText(quality: Quality, words: SeatTexts): string {
  switch (quality) {
    case 'excellent':
      return words.networkGood;
    case 'good':
      return words.networkFair;
    case 'poor':
      return words.networkPoor;
    case 'lost':
      return words.networkLost;
    case 'unknown':
      return words.networkUnknown;
  }
}
