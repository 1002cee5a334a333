import { useState } from 'react';
import type { Bundle, BundleItem } from '#protocol/content.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { colourOf } from '#web/ui/person.ts';
import { Sheet } from '#web/ui/sheet.tsx';
import { FilePlaceContext, placeOfBundle } from '../attachments/file-place.ts';
import { RichText } from '../messages/rich-text.tsx';
import { ContentView } from './content-view.tsx';
import { bundleShown } from './showing.ts';
import { contentWords } from './words.ts';

/** The messages of a bundle, as they were. A bundle in it opens in the same sheet. */
export function BundleSheet({ bundle }: { bundle: Bundle }) {
  const words = useWords(contentWords);
  const [path, setPath] = useState<readonly Bundle[]>([bundle]);
  // A card inside shows its bundle in the slot: that is a step deeper here.
  if (path.at(-1) !== bundle && !path.includes(bundle)) setPath([...path, bundle]);
  const shown = path.at(-1) ?? bundle;
  const above = path.at(-2);
  function back() {
    if (above === undefined) return;
    setPath(path.slice(0, -1));
    bundleShown.set(above);
  }
  return (
    <Sheet
      open
      onClose={() => bundleShown.set(undefined)}
      title={shown.title}
      className="sheet--tall"
      actions={
        above && (
          <Button icon="left" onClick={back}>
            {words.back}
          </Button>
        )
      }
    >
      <div className="sheet__body">
        <FilePlaceContext value={placeOfBundle(shown)}>
          <ol className="bundle" key={path.length}>
            {shown.items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the items of a bundle never change
              <Item key={index} item={item} />
            ))}
          </ol>
        </FilePlaceContext>
      </div>
    </Sheet>
  );
}

function Item({ item }: { item: BundleItem }) {
  const words = useWords(contentWords);
  const language = useLanguage();
  const name = item.name || words.somebody;
  return (
    <li className="bundle__item">
      <Face id={item.by} name={name} size={32} />
      <div className="bundle__main">
        <span className="bundle__head">
          <b className={`clip name-${colourOf(item.by)}`}>{name}</b>
          <time dateTime={new Date(item.at).toISOString()}>{fullTime(item.at, language)}</time>
        </span>
        <ContentView content={item.content} />
        {item.text !== '' && <RichText text={item.text} />}
      </div>
    </li>
  );
}
