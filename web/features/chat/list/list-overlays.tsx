import { FolderMenu } from './folder-menu.tsx';
import { FolderSheet } from './folder-sheet.tsx';
import { FoldersOfSheet } from './folders-of-sheet.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { listSheet } from './list-state.ts';
import { RowMenu } from './row-menu.tsx';

/** What opens over the list. */
export function ListOverlays() {
  const sheet = listSheet.use();
  const close = () => listSheet.set(undefined);
  return (
    <>
      <RowMenu />
      <FolderMenu />
      {sheet?.is === 'folder' && (
        <FolderSheet folder={sheet.folder} conversation={sheet.conversation} onClose={close} />
      )}
      {sheet?.is === 'folders-of' && <FoldersOfSheet listed={sheet.listed} onClose={close} />}
      {sheet?.is === 'keys' && <KeysSheet onClose={close} />}
    </>
  );
}
