import { useSyncExternalStore } from 'react';
import type { Delivery } from '#client/uploads/deliveries.ts';
import type { UploadView } from '#client/uploads/uploads.ts';
import { lengthWords } from '#kernel/sound/wave.ts';
import { type FailureCode, failureText } from '#protocol/failures.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { contentWords } from '../contents/words.ts';
import './attachments.css';
import { type Engine, engineOf } from './engine.ts';
import { becameFile, localPicture } from './local-pictures.ts';
import { endingOf, sizeWords, timeLeft } from './sizes.ts';
import { attachmentWords } from './words.ts';

/** Messages whose files are on their way: they stand where they are going to be, at the end. */
export function Outgoing({ to: { conversation, thread } }: { to: WritingTo }) {
  const { deliveries } = engineOf(useClient());
  const all = useSyncExternalStore(
    (listener) => deliveries.on('changed', listener),
    () => deliveries.all(),
  );
  const mine = all.filter((one) => one.conversation === conversation && one.more.thread === thread);
  if (mine.length === 0) return null;
  return (
    <ul className="outgoing">
      {mine.map((delivery) => (
        <OutgoingMessage key={delivery.key} delivery={delivery} />
      ))}
    </ul>
  );
}

type OutgoingFile = Delivery['files'][number];

function OutgoingMessage({ delivery }: { delivery: Delivery }) {
  const language = useLanguage();
  const engine = engineOf(useClient());
  return (
    <li className="bubble bubble--out outgoing__bubble">
      {delivery.files.map((file) => (
        <Sending
          key={file.key}
          file={file}
          voice={delivery.voice}
          engine={engine}
          onDrop={() => engine.deliveries.drop(delivery.key, file.key)}
          asFile={() => engine.deliveries.instead(delivery.key, file.key, { ...file.source, picture: false })}
        />
      ))}
      {delivery.text !== '' && <p className="bubble__text">{delivery.text}</p>}
      {delivery.later !== undefined && (
        <span className="outgoing__told">
          <Icon name="clock" size="sm" />
          {fullTime(delivery.later, language)}
        </span>
      )}
    </li>
  );
}

interface SendingProps {
  file: OutgoingFile;
  voice: Delivery['voice'];
  engine: Engine;
  onDrop: () => void;
  /** Sends a picture that can't be shown as a file. */
  asFile: () => void;
}

function Sending({ file, voice, engine, onDrop, asFile }: SendingProps) {
  const words = useWords(attachmentWords);
  const contents = useWords(contentWords);
  const { key, source, upload } = file;
  const picture = localPicture(source);
  if (upload.at === 'ready') becameFile(source, upload.file.id);
  const share = upload.size === 0 ? 1 : upload.sent / upload.size;
  const running = upload.at === 'waiting' || upload.at === 'sending';
  return (
    <div className="outgoing__file">
      {picture === undefined ? (
        <span className="file-mark" aria-hidden="true">
          {voice ? <Icon name="mic" /> : endingOf(source.name) || <Icon name="file" />}
        </span>
      ) : (
        <img className="outgoing__picture" src={picture} alt="" />
      )}
      <span className="outgoing__main">
        <span className="outgoing__name clip">{voice ? contents.voiceOf(lengthWords(voice.ms)) : source.name}</span>
        <Told upload={upload} />
        {upload.at === 'failed' && upload.failure.code === 'picture.invalid' && (
          <Button size="sm" onClick={asFile}>
            {words.asFileInstead}
          </Button>
        )}
        <progress className="outgoing__line" max={1} value={share} aria-label={words.progress(source.name)} />
      </span>
      {running && <IconButton icon="pause" size="sm" label={words.pause} onClick={() => engine.uploads.pause(key)} />}
      {upload.at === 'paused' && (
        <IconButton icon="play" size="sm" label={words.goOn} onClick={() => engine.uploads.resume(key)} />
      )}
      {upload.at === 'failed' && (
        <IconButton icon="refresh" size="sm" label={words.retry} onClick={() => engine.uploads.resume(key)} />
      )}
      <IconButton icon="close" size="sm" label={words.cancel} onClick={onDrop} />
    </div>
  );
}

/** All of it is there, and it isn't known yet whether it harms. */
const CHECKS: ReadonlySet<FailureCode> = new Set(['file.checking', 'file.unchecked']);

/** How far it is, or what is the matter. */
function Told({ upload }: { upload: UploadView }) {
  const words = useWords(attachmentWords);
  const language = useLanguage();
  const online = useStatus().at === 'online';
  if (upload.at === 'failed') {
    return (
      <span className="outgoing__told outgoing__told--failed" role="alert">
        <Icon name="alert" size="sm" />
        {failureWords(upload.failure, language)}
      </span>
    );
  }
  const left = upload.at === 'sending' ? timeLeft(upload.size - upload.sent, upload.bytesPerSecond, words) : undefined;
  const far = `${sizeWords(upload.sent)} / ${sizeWords(upload.size)}`;
  const why = 'why' in upload && upload.why !== undefined && CHECKS.has(upload.why) ? upload.why : undefined;
  const checked = upload.at !== 'paused' && upload.sent === upload.size && why ? failureText(why, language) : undefined;
  const away =
    upload.at === 'waiting' && upload.why === 'files.unavailable' ? failureText(upload.why, language) : undefined;
  const state = checked ?? away ?? (upload.at === 'paused' ? words.paused : online ? undefined : words.waitingForNet);
  return (
    <span className="outgoing__told">{[far, state ?? (left && words.left(left))].filter(Boolean).join(' · ')}</span>
  );
}
