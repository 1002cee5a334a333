import { useEffect, useRef, useState } from 'react';
import { changeSettings } from '#client/groups.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { Announcement } from '#protocol/group-settings.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import { LinkedText } from './linked-text.tsx';
import { manages } from './standing.ts';
import { momentText } from './times.ts';
import { groupWords } from './words.ts';

/** The announcement, what was announced before, and a new one for who may. */
export function AnnouncementSheet({ summary, writing }: { summary: Summary; writing: boolean }) {
  const [editing, setEditing] = useState(writing);
  if (editing) return <Writing summary={summary} />;
  return <Reading summary={summary} onEdit={manages(summary) ? () => setEditing(true) : undefined} />;
}

function Reading({ summary, onEdit }: { summary: Summary; onEdit: (() => void) | undefined }) {
  const client = useClient();
  const words = useWords(groupWords);
  const { id, settings } = summary;
  const current = settings?.announcement;
  const { run, failure, busy } = useAction();
  const [all, setAll] = useState<readonly Announcement[]>();
  useEffect(() => {
    void run(async () => setAll((await client.call('conversation.announcements', { conversation: id })).announcements));
  }, [client, id, run]);
  const earlier = all?.filter((one) => one.at !== current?.at || one.text !== current.text) ?? [];
  return (
    <Sheet
      open
      onClose={closeDialog}
      title={words.announcement}
      className="sheet--group"
      actions={
        onEdit && (
          <Button kind="main" onClick={onEdit}>
            {current === undefined ? words.addAnnouncement : words.editAnnouncement}
          </Button>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has nothing in it to hold the focus */}
      <section className="sheet__body" tabIndex={0} aria-label={words.announcement}>
        <ActionFailure action={{ busy, failure, run }} />
        <div className="sheet__lead">
          {current === undefined ? words.noAnnouncement : <Announced announcement={current} />}
        </div>
        {earlier.length > 0 && <h3 className="sheet__part">{words.earlier}</h3>}
        <div className="sheet__lead">
          {earlier.map((one) => (
            <Announced key={`${one.at} ${one.text}`} announcement={one} />
          ))}
        </div>
      </section>
    </Sheet>
  );
}

/** What was announced by whom and when. */
export function Announced({ announcement, short = false }: { announcement: Announcement; short?: boolean }) {
  const words = useWords(groupWords);
  const language = useLanguage();
  const { text, by, at } = announcement;
  const who = useName(by) ?? '…';
  return (
    <div className="announced">
      {text === '' ? (
        <em className="announced__by">{words.takenDown}</em>
      ) : (
        <p className={short ? 'announced__text announced__text--short' : 'announced__text'}>
          <LinkedText text={text} />
        </p>
      )}
      <span className="announced__by">{words.announcedBy(who, momentText(at, language))}</span>
    </div>
  );
}

function Writing({ summary }: { summary: Summary }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  const area = useRef<HTMLTextAreaElement>(null);
  const current = summary.settings?.announcement?.text ?? '';
  const [text, setText] = useState(current);
  async function say(announcement: string) {
    if (await action.run(() => changeSettings(client, summary.id, { announcement }))) closeDialog();
  }
  return (
    <Sheet
      open
      onClose={closeDialog}
      title={words.announcement}
      initialFocus={area}
      actions={
        <>
          {current !== '' && (
            <Button kind="danger-quiet" busy={action.busy} onClick={() => void say('')}>
              {words.takeDown}
            </Button>
          )}
          <Button
            kind="main"
            busy={action.busy}
            disabled={text.trim() === '' || text.trim() === current}
            onClick={() => void say(text)}
          >
            {words.publish}
          </Button>
        </>
      }
    >
      <div className="sheet__body sheet__body--form">
        <textarea
          ref={area}
          className="text-area"
          aria-label={words.announcement}
          placeholder={words.announcementText}
          maxLength={LIMITS.announcementChars}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <p className="field__hint">{words.announcementHint}</p>
        <ActionFailure action={action} />
      </div>
    </Sheet>
  );
}
