import { LIMITS } from '#protocol/limits.ts';
import { useClient } from '#web/app/client.tsx';
import { useTitle } from '#web/app/names.ts';
import { useFolders } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { toggleInFolder } from './acts.ts';
import { foldersInOrder, isInFolder, type Listed } from './list-model.ts';
import { listSheet } from './list-state.ts';
import { listWords } from './words.ts';

/** In which folders a conversation is. */
export function FoldersOfSheet({ listed, onClose }: { listed: Listed; onClose: () => void }) {
  const client = useClient();
  const words = useWords(listWords);
  const title = useTitle(listed.item.summary);
  const folders = foldersInOrder(useFolders());
  const full = folders.length >= LIMITS.folders;
  const { id } = listed.item;
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.foldersOf(title)}
      actions={
        <>
          <Button
            icon="plus"
            disabled={full}
            title={full ? words.foldersFull : undefined}
            onClick={() => listSheet.set({ is: 'folder', folder: undefined, conversation: id })}
          >
            {words.newFolder}
          </Button>
          <Button kind="main" onClick={onClose}>
            {words.done}
          </Button>
        </>
      }
    >
      <div className="sheet__body folders-of">
        {folders.length === 0 && <p>{words.noFolders}</p>}
        {folders.map((folder) => {
          const named = folder.conversations.includes(id);
          const ruled = !named && isInFolder(listed, folder);
          return (
            <label key={folder.folder} className="check">
              <input type="checkbox" checked={named} onChange={() => toggleInFolder(client, folder, id)} />
              <span className="clip">{folder.name}</span>
              {ruled && <span className="check__note">{words.byRule}</span>}
            </label>
          );
        })}
      </div>
    </Sheet>
  );
}
