import { useWords } from '#web/i18n/words.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { canChangePicture } from '../effects/can-change-picture.ts';
import { BACKGROUNDS, type Background } from '../model/background.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import { SOUND_MODES, type SoundMode } from '../model/sound-mode.ts';
import { type EffectTexts, effectWords } from '../words/effects.ts';

interface ChoiceProps<Name extends string> {
  icon: IconName;
  label: string;
  names: readonly Name[];
  texts: Record<Name, string>;
  chosen: Name;
  disabled?: boolean;
  onChoose: (name: Name) => void;
}

function Choice<Name extends string>({ icon, label, names, texts, chosen, disabled, onChoose }: ChoiceProps<Name>) {
  return (
    <span className="select">
      <Icon name={icon} />
      <select
        aria-label={label}
        className="clip"
        value={chosen}
        disabled={disabled}
        onChange={({ target }) => {
          const name = names.find((known) => known === target.value);
          if (name !== undefined) onChoose(name);
        }}
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {texts[name]}
          </option>
        ))}
      </select>
      <Icon name="down" size="sm" />
    </span>
  );
}

interface SoundPickerProps {
  chosen: SoundMode | undefined;
  onChoose: (mode: SoundMode) => void;
}

/** What happens to one's sound before it is sent. */
export function SoundPicker({ chosen = 'voice', onChoose }: SoundPickerProps) {
  const words = useWords(effectWords);
  return (
    <Choice icon="wand" label={words.sound} names={SOUND_MODES} texts={words} chosen={chosen} onChoose={onChoose} />
  );
}

interface BackgroundPickerProps {
  chosen: Background | undefined;
  onChoose: (background: Background) => void;
}

/** What is behind one in one's picture. */
export function BackgroundPicker({ chosen = 'none', onChoose }: BackgroundPickerProps) {
  const words = useWords(effectWords);
  const able = canChangePicture();
  return (
    <Choice
      icon="image"
      label={words.background}
      names={BACKGROUNDS}
      texts={words}
      chosen={able ? chosen : 'none'}
      disabled={!able}
      onChoose={onChoose}
    />
  );
}

const FAULTS = {
  loading: 'pictureLoading',
  small: 'pictureSmall',
  off: 'pictureOff',
  failed: 'pictureFailed',
  unsupported: 'pictureUnsupported',
} as const satisfies Record<PictureFault, keyof EffectTexts>;

/** Why one's background is not, or not quite, as one chose; said once it is so. */
export function BackgroundNote({ fault }: { fault: PictureFault | undefined }) {
  const words = useWords(effectWords);
  const told = canChangePicture() ? fault : 'unsupported';
  return (
    <p className="quiet effect-note" role="status">
      {told !== undefined && words[FAULTS[told]]}
    </p>
  );
}
