import { useEffect, useRef } from 'react';
import type { LineView } from '#client/view.ts';
import { useClient } from '#web/app/client.tsx';
import { noteDraftAnswer } from '#web/app/draft-sync.ts';
import { useDraft } from '#web/app/drafts.ts';
import { compose, useComposing } from '../messages/acting.ts';

/** Who wrote here so recently is not interrupted by what was written elsewhere, in ms. */
const WRITING_MS = 10_000;

/** What was written on another device appears in the field, unless somebody is writing here. */
export function useDraftFollow(me: string, composer: string, text: string, show: (text: string) => void): void {
  const draft = useDraft(me, composer);
  const composing = useComposing(composer);
  const editing = composing?.is === 'edit';
  const wroteAt = useRef(0);
  const shown = useRef(text);
  if (shown.current !== text) {
    shown.current = text;
    if (text === draft) wroteAt.current = Date.now();
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another draft is a reason to show it
  useEffect(() => {
    if (editing || draft === text || Date.now() - wroteAt.current < WRITING_MS) return;
    shown.current = draft;
    show(draft);
  }, [draft]);
}

/** What is answered travels with the draft: told from here, and taken up where its place is opened next. */
export function useDraftAnswer(place: string, lines: readonly LineView[]): void {
  const client = useClient();
  const composing = useComposing(place);
  const answered = composing?.is === 'answer' && composing.line.seq > 0 ? composing.line.seq : undefined;
  const begun = useRef(false);
  const ready = lines.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the conversation is there
  useEffect(() => {
    if (!ready || begun.current) return;
    begun.current = true;
    const seq = client.personal('draft').get(`draft:${place}`)?.replyTo;
    const found = lines.find((one) => one.state === 'sent' && one.event.seq === seq);
    if (composing !== undefined || found?.state !== 'sent' || found.event.type !== 'message') return;
    compose(place, { is: 'answer', line: found.event });
  }, [ready]);
  useEffect(() => {
    if (begun.current) noteDraftAnswer(place, answered);
  }, [place, answered]);
}
