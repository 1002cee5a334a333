import { useCallback, useEffect, useState } from 'react';
import type { Client } from '#client/api.ts';
import { readBy } from '#client/reads.ts';
import type { UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { readersOf, useReads } from './receipt.tsx';
import { readingWords } from './words.ts';

/** Who has read an own message, and who has not; as it changes. */
export function ReadersSheet() {
  const line = readersOf.use();
  return line === undefined ? null : <Readers key={line.seq} line={line} />;
}

interface Found {
  read: readonly UserId[];
  unread: readonly UserId[];
}

function Readers({ line }: { line: MessageLine }) {
  const words = useWords(readingWords);
  const language = useLanguage();
  const { found, failure, load } = useReaders(line);
  const [shown, setShown] = useState<keyof Found>('read');
  const users = found?.[shown] ?? [];
  return (
    <Sheet open onClose={() => readersOf.set(undefined)} title={words.readers}>
      <div className="sheet__body readers">
        <Segmented
          label={words.readers}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'read', label: words.haveRead(found?.read.length ?? 0) },
            { value: 'unread', label: words.haveNot(found?.unread.length ?? 0) },
          ]}
        />
        <div className="readers__list">
          {users.map((user) => (
            <Reader key={user} user={user} />
          ))}
          {found === undefined && failure === undefined && <SkeletonRows count={3} label={words.loading} />}
          {found !== undefined && users.length === 0 && (
            <p className="readers__note">{shown === 'read' ? words.nobodyYet : words.everybody}</p>
          )}
          {failure !== undefined && (
            <div className="readers__note" role="alert">
              {failureWords(failure, language)}{' '}
              <Button size="sm" onClick={load}>
                {words.tryAgain}
              </Button>
            </div>
          )}
        </div>
        <p className="readers__note">{words.note}</p>
      </div>
    </Sheet>
  );
}

function Reader({ user }: { user: UserId }) {
  const name = useName(user) ?? '…';
  return (
    <button
      type="button"
      className="row row--tight"
      onClick={() => {
        readersOf.set(undefined);
        showProfile(user);
      }}
    >
      <Face id={user} name={name} size={32} />
      <span className="clip">{name}</span>
    </button>
  );
}

/** Asked when the sheet opens, and again whenever more have read. */
function useReaders(line: MessageLine) {
  const client = useClient();
  const { run, failure } = useAction();
  const [found, setFound] = useState<Found>();
  const { read, total } = readBy(useReads(line.conversation) ?? [], line.seq);
  const load = useCallback(() => void run(async () => setFound(await allReaders(client, line))), [client, line, run]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other counts mean other readers
  useEffect(load, [load, read, total]);
  return { found, failure, load };
}

/** Two pages at most: beyond 200 members nobody is told. */
async function allReaders(client: Client, { conversation, seq }: MessageLine): Promise<Found> {
  const readers = new Map<UserId, boolean>();
  let after: UserId | undefined;
  do {
    const page = await client.call('message.readers', { conversation, seq, ...(after ? { after } : {}) });
    for (const reader of page.readers) readers.set(reader.user, reader.read);
    after = page.next;
  } while (after !== undefined);
  const users = [...readers];
  return {
    read: users.flatMap(([user, has]) => (has ? [user] : [])),
    unread: users.flatMap(([user, has]) => (has ? [] : [user])),
  };
}
