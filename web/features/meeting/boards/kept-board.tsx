import './boards.css';
import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import * as Y from 'yjs';
import { fromBase64 } from '#client/boards/base64.ts';
import { boardCalls } from '#client/boards/board-calls.ts';
import type { BoardKind } from '#protocol/boards.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { BoardBody } from './board-bodies.tsx';
import type { BoardExport } from './board-body.ts';
import { BoardFrame } from './board-frame.tsx';
import { BoardLoading } from './board-loading.tsx';
import { ExportMenu } from './export-menu.tsx';
import { boardWords } from './words.ts';

interface KeptBoardProps {
  board: string;
  kind: BoardKind;
  title: string;
  onClose: () => void;
}

/** What was drawn or written in a meeting that was: to read and to take away. */
export function KeptBoard({ board, kind, title, onClose }: KeptBoardProps) {
  const words = useWords(boardWords);
  const { doc, failure } = useKept(board);
  const [exports, setExports] = useState<readonly BoardExport[]>([]);
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="kept-board">
          <Dialog.Title className="visually-hidden">{words[kind]}</Dialog.Title>
          <BoardFrame kind={kind} onClose={onClose} tools={<ExportMenu exports={exports} title={title} />}>
            {failure !== undefined && (
              <p className="board__wait" role="alert">
                {failure}
              </p>
            )}
            {doc === undefined && failure === undefined && <BoardLoading />}
            {doc && <BoardBody kind={kind} doc={doc} edit={false} dark={isDark()} onExports={setExports} />}
          </BoardFrame>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function isDark(): boolean {
  return document.documentElement.dataset['theme'] === 'dark';
}

function useKept(board: string): { doc?: Y.Doc; failure?: string } {
  const client = useClient();
  const language = useLanguage();
  const [kept, setKept] = useState<{ doc?: Y.Doc; failure?: string }>({});
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      try {
        const { update } = await boardCalls(client).kept(board);
        const doc = new Y.Doc();
        Y.applyUpdate(doc, fromBase64(update));
        if (wanted) setKept({ doc });
      } catch (error) {
        if (wanted) setKept({ failure: failureWords(error, language) });
      }
    };
    void read();
    return () => {
      wanted = false;
    };
  }, [client, board, language]);
  return kept;
}
