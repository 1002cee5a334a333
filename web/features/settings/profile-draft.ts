import type { Me } from '#protocol/accounts.ts';
import type { ProfileChange } from '#protocol/profile.ts';

/** How long a status is going to stay. 'kept': as long as was said before. */
export type Lasting = 'kept' | 'always' | 'hour' | 'today';

export interface ProfileDraft {
  nickname: string;
  realName: string;
  job: string;
  signature: string;
  status: string;
  lasting: Lasting;
}

const TEXTS = ['nickname', 'realName', 'job', 'signature'] as const;
const HOUR_MS = 3600_000;

/** The profile as it is, in the form that people edit. */
export function draftOf({ nickname, realName = '', job = '', signature = '', status }: Me): ProfileDraft {
  const lasting = status?.until === undefined ? 'always' : 'kept';
  return { nickname, realName, job, signature, status: status?.text ?? '', lasting };
}

/** What is different from before; undefined: nothing. */
export function changesOf(me: Me, draft: ProfileDraft, now: number): ProfileChange | undefined {
  const before = draftOf(me);
  const changes: ProfileChange = {};
  for (const name of TEXTS) if (draft[name].trim() !== before[name]) changes[name] = draft[name];
  const text = draft.status.trim();
  const lastsAnew = text !== '' && draft.lasting !== before.lasting;
  if (text !== before.status || lastsAnew) changes.status = { text, ...untilOf(draft.lasting, me, now) };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function untilOf(lasting: Lasting, me: Me, now: number): { until?: number } {
  switch (lasting) {
    case 'always':
      return {};
    case 'hour':
      return { until: now + HOUR_MS };
    case 'today':
      return { until: new Date(now).setHours(24, 0, 0, 0) };
    case 'kept':
      return me.status?.until === undefined ? {} : { until: me.status.until };
  }
}
