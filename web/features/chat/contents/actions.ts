import type { Client } from '#client/api.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import type { IconName } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { startSelecting } from '../selecting/selection.ts';
import { selectingWords } from '../selecting/words.ts';
import { copyFormatted, hasMarks } from './formatted-copy.ts';
import { previewableLink, withoutPreviews } from './links-of.ts';
import { isForwardable } from './message-kinds.ts';
import { sendNudge } from './nudging.tsx';
import { forwarding } from './showing.ts';
import { contentWords } from './words.ts';

interface Action {
  icon: IconName;
  label: string;
  run: () => void;
}

/** What can be done with a message's contents, for its menu. `editable`: it is an own one, and in time. In a thread nothing is selected. */
export function useContentActions(line: MessageLine, editable: boolean, inThread: boolean): Action[] {
  const client = useClient();
  const language = useLanguage();
  const words = useWords(contentWords);
  const { select } = useWords(selectingWords);
  const me = useMe()?.id;
  const author = useName(line.by) ?? words.somebody;
  const { conversation, seq, text, content } = line;
  const actions: (Action | false)[] = [
    isForwardable(line) && {
      icon: 'forward',
      label: words.forward,
      run: () => forwarding.set({ conversation, seqs: [seq] }),
    },
    !inThread && { icon: 'list', label: select, run: () => startSelecting(conversation, seq) },
    hasMarks(text) && {
      icon: 'text',
      label: words.copyFormatted,
      run: () => void copyFormatted(text).then((done) => done && showToast(words.copied)),
    },
    content?.type === 'sticker' && {
      icon: 'star',
      label: words.keepSticker,
      run: () =>
        void keepSticker(client, content.id).then(
          () => showToast(words.kept),
          (error: unknown) => showToast(failureWords(error, language)),
        ),
    },
    editable &&
      content === undefined &&
      previewableLink(text) !== undefined && {
        icon: 'link',
        label: words.withoutPreview,
        run: () => client.edit(conversation, seq, withoutPreviews(text), line.mentions),
      },
    line.by !== me && {
      icon: 'hand',
      label: words.nudgeThem(author),
      run: () => void sendNudge(client, conversation, line.by, language),
    },
  ];
  return actions.filter((action) => action !== false);
}

function keepSticker(client: Pick<Client, 'call'>, sticker: string) {
  return client.call('sticker.keep', { sticker });
}
