import { lazy, Suspense, useRef, useState } from 'react';
import { setAvatar } from '#client/profile.ts';
import type { Me } from '#protocol/accounts.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { loadPart } from '#web/app/load-part.ts';
import { PersonAvatar } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Square } from './crop.ts';
import { cutFaces, openPicture } from './faces.ts';
import { settingsWords } from './words.ts';

const CropSheet = lazy(async () => ({
  default: (await loadPart(() => import('./crop-sheet.tsx'))).CropSheet,
}));

/** The own face, and the way to change it. */
export function AvatarSetting({ me }: { me: Me }) {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const action = useAction();
  const { busy, failure, run } = action;
  const [picture, setPicture] = useState<ImageBitmap>();

  function choose(file: File | undefined) {
    if (file !== undefined) void action.run(async () => setPicture(await openPicture(file)));
  }

  function end() {
    picture?.close();
    setPicture(undefined);
  }

  async function use(part: Square) {
    if (picture === undefined) return;
    if (await action.run(async () => setAvatar(client, await cutFaces(picture, part)))) end();
  }

  return (
    <div className="setting setting--face">
      <PersonAvatar id={me.id} name={me.nickname} size={72} />
      <div className="setting__main">
        <span className="setting__title clip">{me.nickname}</span>
        {failure && picture === undefined ? (
          <p className="field__error" role="alert">
            <Icon name="alert" size="sm" />
            {failureWords(failure, language)}
          </p>
        ) : (
          <span className="setting__text">{words.pictureText}</span>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={words.changePicture}
        onChange={(event) => {
          choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <span className="setting__buttons">
        <Button size="sm" busy={busy} onClick={() => input.current?.click()}>
          {words.changePicture}
        </Button>
        {me.avatar !== undefined && (
          <Button size="sm" kind="quiet" onClick={() => void run(() => setAvatar(client, undefined))}>
            {words.removePicture}
          </Button>
        )}
      </span>
      {picture !== undefined && (
        <Suspense fallback={null}>
          <CropSheet picture={picture} action={action} onUse={(part) => void use(part)} onClose={end} />
        </Suspense>
      )}
    </div>
  );
}
