import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import './attachments.css';
import { isHeic, type Picked } from './picked.ts';
import { endingOf, sizeWords } from './sizes.ts';
import type { Attachments } from './use-attachments.ts';
import { attachmentWords } from './words.ts';

/** What is chosen, above the field, until it is sent. */
export function AttachmentTray({ attachments }: { attachments: Attachments }) {
  const words = useWords(attachmentWords);
  const { picked, asFiles, setAsFiles, remove } = attachments;
  if (picked.length === 0) return null;
  return (
    <section className="tray" aria-label={words.tray}>
      <ul className="tray__items">
        {picked.map((one) => (
          <li key={one.key} className={one.preview === undefined ? 'tray__item tray__item--file' : 'tray__item'}>
            {one.preview === undefined ? <TrayFile one={one} /> : <img src={one.preview} alt={one.file.name} />}
            <span className="tray__remove">
              <IconButton icon="close" size="sm" label={words.remove(one.file.name)} onClick={() => remove(one.key)} />
            </span>
          </li>
        ))}
      </ul>
      {picked.some(({ file }) => isHeic(file)) && (
        <p className="tray__note" role="status">
          {words.heic}
        </p>
      )}
      {picked.some(({ preview }) => preview !== undefined) && (
        <label className="tray__as" title={words.asFilesHint}>
          <input type="checkbox" checked={asFiles} onChange={(event) => setAsFiles(event.currentTarget.checked)} />
          {words.asFiles}
          <span className="tray__hint">{words.asFilesHint}</span>
        </label>
      )}
    </section>
  );
}

function TrayFile({ one: { file } }: { one: Picked }) {
  return (
    <>
      <span className="file-mark" aria-hidden="true">
        {endingOf(file.name) || <Icon name="file" />}
      </span>
      <span className="tray__name">
        <span className="clip">{file.name}</span>
        <span className="tray__size">{sizeWords(file.size)}</span>
      </span>
    </>
  );
}
