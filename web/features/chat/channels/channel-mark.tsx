import type { Summary } from '#protocol/conversations.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import './channels.css';
import { channelWords } from './words.ts';

/** Before the name of a public channel. */
export function ChannelMark({ kind }: Pick<Summary, 'kind'>) {
  const words = useWords(channelWords);
  if (kind !== 'channel') return null;
  return (
    <span className="channel-mark" role="img" aria-label={words.channel}>
      <Icon name="hash" size="sm" />
    </span>
  );
}
