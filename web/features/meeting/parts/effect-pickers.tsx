import { useWords } from '#web/i18n/words.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { canChangePicture } from '../effects/can-change-picture.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import { SOUND_MODES, type SoundMode } from '../model/sound-mode.ts';
import { type EffectTexts, effectWords } from '../words/effects.ts';

interface ChoiceProps<Name extends string> {
  icon: IconName;
  label: string;
  names: readonly Name[];
  texts: Record<Name, string>;
  chosen: Name;
  onChoose: (name: Name) => void;
}

function Choice<Name extends string>({ icon, label, names, texts, chosen, onChoose }: ChoiceProps<Name>) {
  return (
    <span className="select">
      <Icon name={icon} />
      <select
        aria-label={label}
        className="clip"
        value={chosen}
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

const FAULTS = {
  loading: 'pictureLoading',
  small: 'pictureSmall',
  off: 'pictureOff',
  failed: 'pictureFailed',
  unsupported: 'pictureUnsupported',
  'faces-slow': 'facesSlow',
  'faces-off': 'facesOff',
  'faces-failed': 'facesFailed',
} as const satisfies Record<PictureFault, keyof EffectTexts>;

/** Why one's picture is not, or not quite, as one chose; said once it is so. */
export function LookNote({ fault }: { fault: PictureFault | undefined }) {
  const words = useWords(effectWords);
  const told = canChangePicture() ? fault : 'unsupported';
  return (
    <p className="quiet effect-note" role="status">
      {told !== undefined && words[FAULTS[told]]}
    </p>
  );
}
