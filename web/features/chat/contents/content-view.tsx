import { lazy, Suspense } from 'react';
import type { UserId } from '#protocol/common.ts';
import type { Bundle, BundleItem, Content, ContentOf } from '#protocol/content.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { noteBundlePlace, useFilePlace } from '../attachments/file-place.ts';
import { FilesView } from '../attachments/files-view.tsx';
import { plainLine } from '../messages/markdown.ts';
import { ContactCard } from './contact-card.tsx';
import './contents.css';
import { degrees, lineWords, mapAddress } from './content-line.ts';
import { bundleShown } from './showing.ts';
import { contentWords } from './words.ts';

const StickerPicture = lazy(async () => ({
  default: (await loadPart(() => import('./sticker-picture.tsx'))).StickerPicture,
}));

const VoiceView = lazy(async () => ({
  default: (await loadPart(() => import('../voice/voice-view.tsx'))).VoiceView,
}));

/** Lines of a bundle that its card shows. */
const SHOWN = 4;

/** What a message is besides its text. Undefined kinds have their own places: a nudge is a line, a poll its own card. */
export function ContentView({ content, by }: { content: Content | BundleItem['content']; by?: UserId | undefined }) {
  switch (content?.type) {
    case 'contact':
      return <ContactCard user={content.user} />;
    case 'location':
      return <LocationCard place={content} />;
    case 'files':
      return <FilesView content={content} />;
    case 'voice':
      return (
        <Suspense fallback={<div className="voice-arriving" />}>
          <VoiceView voice={content} by={by} />
        </Suspense>
      );
    case 'sticker':
      return <StickerView sticker={content} />;
    case 'bundle':
      return <BundleCard bundle={content as Bundle} />;
    default:
      return null;
  }
}

function StickerView({ sticker }: { sticker: ContentOf<'sticker'> }) {
  return (
    <Suspense fallback={<span className="sticker" />}>
      <StickerPicture sticker={sticker} />
    </Suspense>
  );
}

function LocationCard({ place: { name, latitude, longitude } }: { place: ContentOf<'location'> }) {
  const words = useWords(contentWords);
  return (
    <a
      className="card-content card-content--row"
      href={mapAddress(latitude, longitude)}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      <span className="card-content__mark">
        <Icon name="globe" />
      </span>
      <span className="card-content__main">
        <b className="card-content__title">{name}</b>
        <span className="card-content__sub">{words.coordinates(degrees(latitude), degrees(longitude))}</span>
        <span className="card-content__act">{words.openMap}</span>
      </span>
    </a>
  );
}

function BundleCard({ bundle }: { bundle: Bundle }) {
  const place = useFilePlace();
  const show = () => {
    noteBundlePlace(bundle, place);
    bundleShown.set(bundle);
  };
  const words = useWords(contentWords);
  const language = useLanguage();
  const colon = language === 'zh' ? '：' : ': ';
  return (
    <button type="button" className="card-content" onClick={show}>
      <span className="visually-hidden">{words.bundle}</span>
      <b className="card-content__title">{bundle.title}</b>
      {bundle.items.slice(0, SHOWN).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of a bundle never change
        <span key={index} className="card-content__line clip">
          {item.name || words.somebody}
          {colon}
          {lineWords(item.content, plainLine(item.text.slice(0, 200)), words)}
        </span>
      ))}
      <span className="card-content__foot">
        <Icon name="chat" size="sm" />
        {words.items(bundle.items.length)}
      </span>
    </button>
  );
}
