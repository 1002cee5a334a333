import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { BoardExport } from './board-body.ts';
import { fileName, saveAs } from './saving.ts';
import { boardWords } from './words.ts';

interface ExportMenuProps {
  exports: readonly BoardExport[];
  title: string;
}

/** Ways to take what was made away. */
export function ExportMenu({ exports, title }: ExportMenuProps) {
  const words = useWords(boardWords);
  if (exports.length === 0) return null;
  const take = async ({ end, make, empty }: BoardExport) => {
    if (empty()) return showToast(words.empty);
    try {
      const blob = await make();
      if (end !== undefined) return saveAs(blob, fileName(title, end));
      await navigator.clipboard.writeText(await blob.text());
      showToast(words.copied);
    } catch {
      showToast(end === undefined ? words.copyFailed : words.saveFailed);
    }
  };
  return (
    <Menu
      trigger={<IconButton icon="download" label={words.save} />}
      items={exports.map((one) => ({ label: one.label, icon: one.icon, onChoose: () => void take(one) }))}
    />
  );
}
