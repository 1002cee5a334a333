import { useWords } from '#web/i18n/words.ts';
import { Sheet } from '#web/ui/sheet.tsx';
import { boardWords } from '../boards/words.ts';
import { seatWords } from '../words/seat.ts';

interface ShortcutsSheetProps {
  open: boolean;
  onClose: () => void;
  /** Calls have no hands, chat or views. */
  meeting: boolean;
}

/** Every key of a room. */
export function ShortcutsSheet({ open, onClose, meeting }: ShortcutsSheetProps) {
  const words = useWords(seatWords);
  const boards = useWords(boardWords);
  const keys: [string, string][] = [
    ['M', words.keyMute],
    [words.space, words.keyTalk],
    ['V', words.keyCamera],
    ['S', words.keyShare],
  ];
  if (meeting) keys.push(['H', words.keyHand], ['C', words.keyChat]);
  keys.push(['P', words.keyPeople]);
  if (meeting) keys.push(['G', words.keyView], ['W', boards.whiteboard], ['N', boards.notes]);
  keys.push(['?', words.keyHelp], [words.escape, words.keyClose]);
  return (
    <Sheet open={open} onClose={onClose} title={words.shortcuts}>
      <dl className="shortcuts">
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
