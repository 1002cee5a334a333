import { lazy, Suspense, useState } from 'react';
import { useDeviceTitle } from '#web/app/device-news.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import './computer.css';
import { useComputers } from './use-computers.ts';
import { computerWords } from './words.ts';

const ComputerSheet = lazy(async () => ({
  default: (await loadPart(() => import('./computer-sheet.tsx'))).ComputerSheet,
}));

/** On a phone, over the conversations: that this person is also at a computer, and the way to end it there. */
export function ComputerStrip() {
  return useMediaQuery(PHONE) ? <Strip /> : null;
}

function Strip() {
  const words = useWords(computerWords);
  const titleOf = useDeviceTitle();
  const [open, setOpen] = useState(false);
  const { computers, look } = useComputers();
  const [first] = computers;
  if (first === undefined) return null;
  const one = titleOf(first.name) || words.unnamed;
  return (
    <>
      <button type="button" className="computer-strip" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="laptop" size="sm" />
        <span className="clip">
          {computers.length > 1 ? words.onlineOnMany(computers.length) : words.onlineOn(one)}
        </span>
        <Icon name="right" size="sm" />
      </button>
      {open && (
        <Suspense>
          <ComputerSheet computers={computers} onClose={() => setOpen(false)} changed={look} />
        </Suspense>
      )}
    </>
  );
}
