import { type FormEvent, useRef, useState } from 'react';
import { FIELD_FAULTS, fieldFaultText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Sticker, StickerPack } from '#protocol/stickers.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { useStickerSource } from '../contents/sticker-picture.tsx';
import { keepPlace, onGridKey } from './grid-keys.ts';
import { type Packs, usePacks } from './use-packs.ts';
import { emojiWords } from './words.ts';

/** The person's stickers: a press sends one. Packs are made, named and filled here. */
export function StickerPanel({ onPick }: { onPick: (sticker: Sticker) => void }) {
  const words = useWords(emojiWords);
  const language = useLanguage();
  const mine = usePacks();
  const [naming, setNaming] = useState<{ pack: StickerPack | undefined }>();
  const { packs = [], failure, action } = mine;
  const trouble = action.failure ?? (mine.packs === undefined ? failure : undefined);
  return (
    <>
      <div className="emoji-panel__head">
        {naming === undefined ? (
          <Button icon="plus" onClick={() => setNaming({ pack: undefined })}>
            {words.newPack}
          </Button>
        ) : (
          <NamePack mine={mine} pack={naming.pack} onDone={() => setNaming(undefined)} />
        )}
      </div>
      {trouble && trouble.code !== 'fields.invalid' && (
        <p className="field__error" role="alert">
          <Icon name="alert" size="sm" />
          {failureWords(trouble, language)}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are for the buttons in it */}
      <div
        className="emoji-panel__all"
        aria-busy={action.busy}
        onKeyDown={onGridKey}
        onFocus={(event) => keepPlace(event.currentTarget, event.target)}
      >
        {mine.packs !== undefined && packs.length === 0 && (
          <p className="emoji-panel__note">
            <b>{words.noStickers}</b>
            <br />
            {words.noStickersText}
          </p>
        )}
        {packs.map((pack) => (
          <Pack key={pack.id} pack={pack} mine={mine} onPick={onPick} onRename={() => setNaming({ pack })} />
        ))}
      </div>
    </>
  );
}

interface PackProps {
  pack: StickerPack;
  mine: Packs;
  onPick: (sticker: Sticker) => void;
  onRename: () => void;
}

function Pack({ pack, mine, onPick, onRename }: PackProps) {
  const words = useWords(emojiWords);
  const [dropping, setDropping] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const own = pack.kind === 'own';
  const title = own ? pack.title : words.favourites;
  if (!own && pack.stickers.length === 0) return null;
  const edit = { icon: 'close', label: words.edit, onChoose: () => setDropping(true) } as const;
  const items = [
    { icon: 'image', label: words.addPicture, onChoose: () => files.current?.click() } as const,
    { icon: 'compose', label: words.rename, onChoose: onRename } as const,
    ...(pack.stickers.length > 0 ? [edit] : []),
    { icon: 'close', label: words.removePack, danger: true, onChoose: () => mine.remove(pack.id) } as const,
  ];
  return (
    <section className="emoji-group" aria-label={title}>
      <div className="emoji-group__head">
        <h3 className="emoji-group__title clip">{title}</h3>
        {dropping ? (
          <Button size="sm" onClick={() => setDropping(false)}>
            {words.stopEdit}
          </Button>
        ) : (
          <Menu
            trigger={<IconButton icon="more" size="sm" label={words.packActions(title)} />}
            items={own ? items : [edit]}
          />
        )}
      </div>
      {own && (
        <input
          ref={files}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          multiple
          accept="image/png,image/gif,image/webp,image/jpeg"
          aria-label={words.addPicture}
          onChange={(event) => {
            mine.add(pack.id, [...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      )}
      {pack.stickers.length === 0 && <p className="emoji-panel__note">{words.emptyPack}</p>}
      <div className="sticker-grid">
        {pack.stickers.map((sticker, index) => (
          <OneSticker
            key={sticker.id}
            sticker={sticker}
            dropping={dropping}
            first={index === 0}
            onPress={() => (dropping ? mine.drop(pack.id, sticker.id) : onPick(sticker))}
          />
        ))}
      </div>
    </section>
  );
}

interface StickerProps {
  sticker: Sticker;
  dropping: boolean;
  first: boolean;
  onPress: () => void;
}

function OneSticker({ sticker, dropping, first, onPress }: StickerProps) {
  const words = useWords(emojiWords);
  const source = useStickerSource(sticker.id);
  const name = sticker.text === '' ? words.sticker : sticker.text;
  const label = dropping ? words.drop(name) : words.send(name);
  return (
    <button
      type="button"
      data-cell=""
      className="sticker-grid__one"
      tabIndex={first ? 0 : -1}
      aria-label={label}
      title={label}
      onClick={onPress}
    >
      {source !== undefined && <img src={source} alt="" draggable={false} />}
      {dropping && (
        <span className="sticker-grid__drop">
          <Icon name="close" size="sm" />
        </span>
      )}
    </button>
  );
}

interface NameProps {
  mine: Packs;
  /** Absent: a new one. */
  pack: StickerPack | undefined;
  onDone: () => void;
}

function NamePack({ mine, pack, onDone }: NameProps) {
  const words = useWords(emojiWords);
  const language = useLanguage();
  const [title, setTitle] = useState(pack?.title ?? '');
  const fault = mine.action.failure?.detail.fields?.['title'];
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await (pack === undefined ? mine.create(title) : mine.rename(pack.id, title))) onDone();
  }
  return (
    <form className="pack-name" onSubmit={(event) => void submit(event)}>
      <Field
        label={words.packTitle}
        value={title}
        maxLength={LIMITS.stickerPackTitleChars}
        error={fault && fault.code in FIELD_FAULTS ? fieldFaultText(fault, language) : undefined}
        autoFocus
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <div className="pack-name__acts">
        <Button size="sm" onClick={onDone}>
          {words.cancel}
        </Button>
        <Button size="sm" kind="main" type="submit" busy={mine.action.busy}>
          {pack === undefined ? words.create : words.save}
        </Button>
      </div>
    </form>
  );
}
