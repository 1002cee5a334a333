import { useSyncExternalStore } from 'react';
import { barsOf, lengthWords } from '#kernel/sound/wave.ts';
import type { UserId } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { useFilePlace } from '../attachments/file-place.ts';
import { isPlaying, nextSpeed, playing, position, speed, toggle } from './playing.ts';
import { hasHeard, type Spoken } from './unheard.ts';
import { usePosition } from './use-position.ts';
import './voice.css';
import { Wave } from './wave.tsx';
import { voiceWords } from './words.ts';

interface VoiceViewProps {
  voice: ContentOf<'voice'>;
  /** Whose it is; undefined in a bundle. */
  by: UserId | undefined;
}

/** A voice message in its bubble. */
export function VoiceView({ voice, by }: VoiceViewProps) {
  const client = useClient();
  const words = useWords(voiceWords);
  const me = useMe()?.id;
  const place = useFilePlace();
  const now = playing.use();
  const mine = place !== undefined && isPlaying(now, { place, voice }) ? now : undefined;
  const at = usePosition(mine?.at === 'playing', () => (mine === undefined ? 0 : position()));
  const heard = useSyncExternalStore(client.subscribe, () => place === undefined || hasHeard(client, place));
  const running = mine?.at === 'playing' || mine?.at === 'loading';
  const length = lengthWords(voice.ms);
  const unheard = !heard && by !== undefined && by !== me;
  const spoken: Spoken | undefined = place && { place, voice, by, direct: by !== undefined };
  return (
    <div className="voice">
      <button
        type="button"
        className={mine?.at === 'loading' ? 'voice__play is-loading' : 'voice__play'}
        disabled={spoken === undefined}
        aria-label={running ? words.pause : words.play(unheard ? `${length}, ${words.unheard}` : length)}
        onClick={() => spoken && toggle(client, spoken)}
      >
        <Icon name={running ? 'pause' : 'play'} />
      </button>
      <div className="voice__body">
        <Wave
          bars={barsOf(voice.wave)}
          ms={voice.ms}
          share={mine === undefined ? 0 : (at * 1000) / voice.ms}
          disabled={spoken === undefined}
          onSeek={(share) => spoken && toggle(client, spoken, share)}
        />
        <span className="voice__foot">
          <span>{mine === undefined ? length : `${lengthWords(at * 1000)} / ${length}`}</span>
          {unheard && <span className="voice__dot" aria-hidden="true" />}
          {mine !== undefined && <SpeedButton />}
          {mine?.at === 'gone' && <span role="alert">{words.unavailable}</span>}
          {mine?.at === 'failed' && <span role="alert">{words.cannotPlay}</span>}
        </span>
      </div>
    </div>
  );
}

export function SpeedButton() {
  const words = useWords(voiceWords);
  const factor = `${speed.use()}×`;
  return (
    <button type="button" className="voice__speed" aria-label={words.speed(factor)} onClick={nextSpeed}>
      {factor}
    </button>
  );
}
