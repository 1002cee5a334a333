import { lengthWords } from '#kernel/sound/wave.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { playing, position, stopPlaying, toggle } from './playing.ts';
import { usePosition } from './use-position.ts';
import { SpeedButton } from './voice-view.tsx';
import './voice.css';
import { voiceWords } from './words.ts';

/** What plays, while one looks at something else. `open`: the conversation in view. */
export function PlayingBar({ open }: { open: string | undefined }) {
  const client = useClient();
  const words = useWords(voiceWords);
  const me = useMe()?.id;
  const now = playing.use();
  const name = useName(now?.by) ?? '';
  const at = usePosition(now?.at === 'playing', position);
  if (now === undefined || now.place.conversation === open) return null;
  const running = now.at === 'playing' || now.at === 'loading';
  const title = now.by === me ? words.playingOwn : words.playing(name);
  return (
    <section className="playing-bar" aria-label={title}>
      <IconButton
        icon={running ? 'pause' : 'play'}
        label={running ? words.pause : words.goOn}
        onClick={() => toggle(client, now)}
      />
      <button
        type="button"
        className="playing-bar__title"
        title={words.show}
        onClick={() => navigate(`/c/${now.place.conversation}`)}
      >
        <span className="clip">{title}</span>
        <span className="playing-bar__time">
          {lengthWords(at * 1000)} / {lengthWords(now.voice.ms)}
        </span>
      </button>
      <SpeedButton />
      <IconButton icon="close" label={words.close} onClick={stopPlaying} />
    </section>
  );
}
