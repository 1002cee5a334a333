import { useEffect, useRef, useState } from 'react';
import { barsOf, lengthWords } from '#kernel/sound/wave.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Recorded, Recorder } from './recorder.ts';
import { meantBy, type Recording } from './recordings.ts';
import type { RecordingActs } from './use-recording.ts';
import { Wave } from './wave.tsx';
import { voiceWords } from './words.ts';

interface BarProps {
  recording: Recording;
  acts: RecordingActs;
}

/** What stands in the composer while somebody speaks, and until what they said is sent. */
export function RecordingBar({ recording, acts }: BarProps) {
  const words = useWords(voiceWords);
  useEscape(acts.drop);
  if (recording.at === 'asking') {
    return (
      <div className="recording" role="status">
        <Icon name="mic" size="sm" />
        <span className="recording__hint">{words.asking}</span>
        {!recording.held && <IconButton icon="close" label={words.drop} onClick={acts.drop} />}
      </div>
    );
  }
  if (recording.at === 'done') return <Preview {...recording} acts={acts} />;
  const dropping = recording.at === 'held' && meantBy(recording.dx, recording.dy) === 'drop';
  return (
    <fieldset className={dropping ? 'recording is-dropping' : 'recording'} aria-label={words.recording}>
      {recording.at === 'free' && <IconButton icon="close" label={words.drop} onClick={acts.drop} />}
      <Running recorder={recording.recorder} />
      {recording.at === 'held' && (
        <span className="recording__hint" role="status">
          {dropping ? words.letGoToDrop : words.slide}
        </span>
      )}
      {recording.at === 'free' && <FreeActs acts={acts} />}
    </fieldset>
  );
}

function FreeActs({ acts }: { acts: RecordingActs }) {
  const words = useWords(voiceWords);
  const stop = useRef<HTMLSpanElement>(null);
  useEffect(() => stop.current?.querySelector('button')?.focus(), []);
  return (
    <>
      <span ref={stop}>
        <IconButton icon="record" label={words.stop} onClick={acts.stop} />
      </span>
      <IconButton icon="send" label={words.send} main onClick={acts.send} />
    </>
  );
}

const LOOK_MS = 100;
const SHOWN = 32;

/** How long it is, and how loud it is. */
function Running({ recorder }: { recorder: Recorder }) {
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => look((n) => n + 1), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const levels = recorder.levels(SHOWN);
  const bars = [...new Array<number>(SHOWN - levels.length).fill(0), ...levels];
  return (
    <>
      <span className="recording__dot" aria-hidden="true" />
      <span className="recording__time" role="timer">
        {lengthWords(Math.floor(recorder.ms() / 1000) * 1000)}
      </span>
      <span className="recording__levels" aria-hidden="true">
        {bars.map((level, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars stand still, their heights move
          <i key={index} style={{ height: `${Math.round(12 + level * 88)}%` }} />
        ))}
      </span>
    </>
  );
}

const MINUTE_MS = 60_000;

/** What was said, to be heard before it goes out. */
function Preview({ recorded, ended, acts }: { recorded: Recorded; ended: boolean; acts: RecordingActs }) {
  const words = useWords(voiceWords);
  const { audio, at, running } = usePreview(recorded);
  const whole = useRef<HTMLFieldSetElement>(null);
  useEffect(() => whole.current?.querySelector<HTMLElement>('.icon-button--main')?.focus(), []);
  const seek = (share: number) => {
    if (audio !== undefined) audio.currentTime = (share * recorded.ms) / 1000;
  };
  return (
    <fieldset className="recording" aria-label={words.preview} ref={whole}>
      <IconButton icon="close" label={words.drop} onClick={acts.drop} />
      <IconButton
        icon={running ? 'pause' : 'play'}
        label={running ? words.pause : words.play(lengthWords(recorded.ms))}
        onClick={() => void (running ? audio?.pause() : audio?.play().catch(() => {}))}
      />
      <Wave bars={barsOf(recorded.wave)} ms={recorded.ms} share={(at * 1000) / recorded.ms} onSeek={seek} />
      <span className="recording__time">{lengthWords(running || at > 0 ? at * 1000 : recorded.ms)}</span>
      {ended && (
        <span className="recording__note" role="alert">
          {words.atEnd(LIMITS.voiceMs / MINUTE_MS)}
        </span>
      )}
      <IconButton icon="send" label={words.send} main onClick={acts.send} />
    </fieldset>
  );
}

function usePreview({ file }: Recorded) {
  const [audio, setAudio] = useState<HTMLAudioElement>();
  const [at, setAt] = useState(0);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    const one = new Audio(url);
    one.addEventListener('timeupdate', () => setAt(one.currentTime));
    for (const event of ['play', 'pause', 'ended'] as const) {
      one.addEventListener(event, () => setRunning(event === 'play'));
    }
    setAudio(one);
    return () => {
      one.pause();
      one.removeAttribute('src');
      URL.revokeObjectURL(url);
    };
  }, [file]);
  return { audio, at, running };
}

/** Escape drops it, wherever the focus is. */
function useEscape(drop: () => void): void {
  const latest = useRef(drop);
  latest.current = drop;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, []);
}
