import { useWords } from '#web/i18n/words.ts';
import { Sheet } from '#web/ui/sheet.tsx';
import { PALETTE_KEYS } from '../palette-keys.ts';
import { type ListWords, listWords } from './words.ts';

const CONTROL = PALETTE_KEYS.split(' ')[0] ?? 'Ctrl';

/** Each line: what the keys do, and the keys; one of several ways is enough. */
const KEYS: readonly [keyof ListWords & `key${string}`, readonly (readonly string[])[]][] = [
  ['keyPalette', [PALETTE_KEYS.split(' ')]],
  ['keySearch', [[CONTROL, 'F']]],
  ['keySearchAll', [[CONTROL, 'Shift', 'F']]],
  ['keyNext', [['Alt', '↓']]],
  ['keyPrevious', [['Alt', '↑']]],
  ['keyNextUnread', [['Alt', 'Shift', '↓']]],
  ['keyPreviousUnread', [['Alt', 'Shift', '↑']]],
  ['keyMove', [['↑'], ['↓'], ['Home'], ['End']]],
  ['keyOpen', [['Enter']]],
  ['keyMenu', [['Shift', 'F10']]],
  ['keyTabs', [['←'], ['→']]],
  [
    'keyOrder',
    [
      ['Shift', '←'],
      ['Shift', '→'],
    ],
  ],
  ['keyHelp', [['?']]],
];

/** Every shortcut of the chats. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const words = useWords(listWords);
  return (
    <Sheet open onClose={onClose} title={words.keys}>
      <dl className="sheet__body keys">
        {KEYS.map(([word, ways]) => (
          <div key={word} className="keys__line">
            <dt>{words[word] as string}</dt>
            <dd>
              {ways.map((way) => (
                <span key={way.join()} className="keys__way">
                  {way.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
