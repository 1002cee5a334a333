import { useClient } from '#web/app/client.tsx';
import { useFolders } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { dropFolder, moveFolder } from './acts.ts';
import { AnchoredMenu, type MenuAct } from './anchored-menu.tsx';
import { foldersInOrder } from './list-model.ts';
import { folderMenuOf, listSheet } from './list-state.ts';
import { listWords } from './words.ts';

/** What can be done with a folder. */
export function FolderMenu() {
  const client = useClient();
  const words = useWords(listWords);
  const open = folderMenuOf.use();
  const folders = foldersInOrder(useFolders());
  if (open === undefined) return null;
  const { folder, anchor } = open;
  const at = folders.findIndex((one) => one.folder === folder.folder);
  const acts: MenuAct[] = [
    { icon: 'compose', label: words.editFolder, run: () => listSheet.set({ is: 'folder', folder }) },
  ];
  if (at > 0) acts.push({ icon: 'left', label: words.moveLeft, run: () => moveFolder(client, folders, at, at - 1) });
  if (at < folders.length - 1) {
    acts.push({ icon: 'right', label: words.moveRight, run: () => moveFolder(client, folders, at, at + 1) });
  }
  acts.push({
    icon: 'close',
    label: words.deleteFolder,
    danger: true,
    apart: true,
    run: () => dropFolder(client, folder, words),
  });
  return (
    <AnchoredMenu
      label={words.folderActions(folder.name)}
      anchor={anchor}
      acts={acts}
      onClose={() => folderMenuOf.set(undefined)}
    />
  );
}
