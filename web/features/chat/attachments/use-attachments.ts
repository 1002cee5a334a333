import { type ClipboardEvent, useState } from 'react';
import type { SendMore } from '#client/api.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { threadOf, type WritingTo } from '../composing/writing-to.ts';
import { composerOf } from '../messages/acting.ts';
import { engineOf } from './engine.ts';
import { sourceOf } from './local-pictures.ts';
import { type Picked, pick, takePicked, unpick, usePicked } from './picked.ts';
import { attachmentWords } from './words.ts';

export interface Attachments {
  picked: readonly Picked[];
  /** Pictures go as they are. */
  asFiles: boolean;
  setAsFiles: (on: boolean) => void;
  remove: (key: number) => void;
  /** Files that are pasted are chosen; text goes on into the field. */
  onPaste: (event: ClipboardEvent) => void;
  /** Sends what is chosen, with a text; `later`: at that time. */
  send: (text: string, more: Omit<SendMore, 'content' | 'clientId'>, later?: number) => void;
}

/** The files that are about to be sent from one composer. */
export function useAttachments(to: WritingTo): Attachments {
  const client = useClient();
  const words = useWords(attachmentWords);
  const [asFiles, setAsFiles] = useState(false);
  const place = composerOf(to.conversation, to.thread);
  const picked = usePicked(place);
  return {
    picked,
    asFiles,
    setAsFiles,
    remove: (key) => unpick(place, key),
    onPaste(event) {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      if (pick(place, files) > 0) showToast(words.tooMany(LIMITS.filesInMessage));
    },
    send(text, more, later) {
      const sources = takePicked(place).map(({ file, preview }) =>
        sourceOf(file, preview, !asFiles && file.type.startsWith('image/')),
      );
      const { conversation } = to;
      const when = later === undefined ? {} : { later };
      const message = { conversation, text, more: { ...more, ...threadOf(to) }, ...when };
      engineOf(client).deliveries.send(message, sources, Date.now());
      setAsFiles(false);
    },
  };
}
