import { useId, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { canChangePicture } from '../effects/can-change-picture.ts';
import { BACKGROUNDS, isOwn } from '../model/background.ts';
import type { Choices } from '../model/choices.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import { type Look, MOST_BEAUTY, STICKER_NAMES } from '../model/look.ts';
import { lookWords } from '../words/looks.ts';
import { LookNote } from './effect-pickers.tsx';
import { LookTile, PersonPreview, ScenePreview, StickerPreview } from './look-tile.tsx';
import { useOwnPictures } from './use-own-pictures.ts';

const SECTIONS = ['background', 'stickers', 'beauty'] as const;

interface LookPickerProps {
  look: Look;
  fault: PictureFault | undefined;
  onChoose: (change: Partial<Choices>) => void;
}

interface SectionProps extends Pick<LookPickerProps, 'look' | 'onChoose'> {
  disabled: boolean;
}

/** What is done to one's picture: behind one, on one's face, and to one's skin. */
export function LookPicker({ look, fault, onChoose }: LookPickerProps) {
  const words = useWords(lookWords);
  const [section, setSection] = useState<(typeof SECTIONS)[number]>('background');
  const props = { look, onChoose, disabled: !canChangePicture() };
  return (
    <div className="looks">
      <Segmented
        label={words.picture}
        value={section}
        options={SECTIONS.map((value) => ({ value, label: words[value] }))}
        onChange={setSection}
      />
      {section === 'background' && <Backgrounds {...props} />}
      {section === 'stickers' && <Stickers {...props} />}
      {section === 'beauty' && <Beauty {...props} />}
      <LookNote fault={fault} />
    </div>
  );
}

function Backgrounds({ look: { background }, onChoose, disabled }: SectionProps) {
  const words = useWords(lookWords);
  const group = useId();
  const { pictures, refusal, add, remove } = useOwnPictures();
  const choose = (name: Look['background']) => onChoose({ background: name });
  const tile = (name: Look['background']) => ({
    group,
    disabled,
    chosen: name === background,
    onChoose: () => choose(name),
  });
  const addFile = async (file: File | undefined) => {
    const name = file && (await add(file));
    if (name !== undefined) choose(name);
  };
  return (
    <>
      <fieldset className="looks__tiles">
        <legend className="visually-hidden">{words.background}</legend>
        {BACKGROUNDS.map((name) => (
          <LookTile key={name} label={words[name]} {...tile(name)}>
            {name === 'none' || name === 'blur' ? (
              <PersonPreview blurred={name === 'blur'} />
            ) : (
              <ScenePreview name={name} />
            )}
          </LookTile>
        ))}
        {pictures.map(({ name, url }, i) => (
          <LookTile key={name} label={words.own(i + 1)} {...tile(name)}>
            <img src={url} alt="" />
          </LookTile>
        ))}
        <AddPicture disabled={disabled} onFile={(file) => void addFile(file)} />
      </fieldset>
      {isOwn(background) && (
        <Button
          size="sm"
          onClick={() => {
            choose('none');
            void remove(background);
          }}
        >
          {words.removeOwn}
        </Button>
      )}
      <p className="quiet effect-note" role="status">
        {refusal === undefined ? pictures.length > 0 && words.ownStays : words[refusal]}
      </p>
    </>
  );
}

function AddPicture({ disabled, onFile }: { disabled: boolean; onFile: (file: File | undefined) => void }) {
  const words = useWords(lookWords);
  return (
    <label className="look look--add" title={words.addOwn}>
      <input
        className="visually-hidden"
        type="file"
        accept="image/*"
        aria-label={words.addOwn}
        disabled={disabled}
        onChange={({ target }) => {
          onFile(target.files?.[0]);
          target.value = '';
        }}
      />
      <Icon name="plus" />
    </label>
  );
}

function Stickers({ look: { sticker }, onChoose, disabled }: SectionProps) {
  const words = useWords(lookWords);
  const group = useId();
  return (
    <>
      <fieldset className="looks__tiles looks__tiles--small">
        <legend className="visually-hidden">{words.stickers}</legend>
        <LookTile
          group={group}
          label={words.noSticker}
          chosen={sticker === undefined}
          disabled={disabled}
          onChoose={() => onChoose({ sticker: undefined })}
        >
          <Icon name="close" />
        </LookTile>
        {STICKER_NAMES.map((name) => (
          <LookTile
            key={name}
            group={group}
            label={words[name]}
            chosen={sticker === name}
            disabled={disabled}
            onChoose={() => onChoose({ sticker: name })}
          >
            <StickerPreview name={name} />
          </LookTile>
        ))}
      </fieldset>
      <p className="quiet effect-note">{words.everyFace}</p>
    </>
  );
}

function Beauty({ look: { beauty }, onChoose, disabled }: SectionProps) {
  const words = useWords(lookWords);
  return (
    <label className="looks__strength">
      <span>{words.strength}</span>
      <output>{beauty === 0 ? words.strengthOff : `${beauty}%`}</output>
      <input
        type="range"
        min={0}
        max={MOST_BEAUTY}
        step={5}
        value={beauty}
        disabled={disabled}
        aria-label={words.strength}
        aria-valuetext={beauty === 0 ? words.strengthOff : `${beauty}%`}
        onChange={({ target }) => onChoose({ beauty: Number(target.value) })}
      />
    </label>
  );
}
