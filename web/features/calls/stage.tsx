import '#web/features/meeting/styles/index.css';
import './calls.css';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type CallView, rings } from '#client/calling.ts';
import { callOf, type TabCall } from '#client/tab-call.ts';
import type { FailureCode, Language } from '#protocol/failures.ts';
import { FAILURES, failureText } from '#protocol/failures.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { keepPage } from '#web/app/load-part.ts';
import { useName } from '#web/app/names.ts';
import { durationText } from '#web/features/meeting/model/room-state.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { CallScreen } from './call-screen.tsx';
import { FloatingCall } from './floating-call.tsx';
import { Incoming } from './incoming.tsx';
import { type CallSession, callSessionOf } from './session.ts';
import { useCallViews } from './use-calls.ts';
import { useCallHint, useRinging } from './use-ringing.ts';
import { callWish } from './wishes.ts';
import { type CallTexts, callWords } from './words.ts';

/** All of calls that is over every page: what rings, and the call that this window is in. */
export function CallStage() {
  const client = useClient();
  const session = callSessionOf(client);
  const state = useSyncExternalStore(session.subscribe, session.state);
  const views = useCallViews();
  const online = useStatus().at === 'online';
  const [declined, setDeclined] = useState<ReadonlySet<string>>(new Set());
  useWishes(session);
  useEnd(session, state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list of calls is what may have it in it
  useEffect(() => void session.resume(), [session, views]);
  const mine = callOf(state);
  const [first] = views.filter(
    (view) => rings(view, online) && view.entry.call !== mine && !declined.has(view.entry.call),
  );
  const active = state.at === 'asking' || state.at === 'in' || state.at === 'waiting';
  const entry = views.find((view) => active && view.entry.call === mine)?.entry;
  useSounds(first, active, state, entry?.answeredAt !== undefined);
  return (
    <>
      {active && <Active key={mine ?? 'new'} session={session} state={state} views={views} />}
      {first && (
        <Incoming
          key={first.entry.call}
          view={first}
          busy={active}
          onAnswer={(camera, hold) =>
            session.wish({ do: 'answer', call: first.entry.call, camera, ...(hold && { hold: true as const }) })
          }
          onDeclined={() => setDeclined(new Set([...declined, first.entry.call]))}
        />
      )}
    </>
  );
}

interface ActiveProps {
  session: CallSession;
  state: TabCall;
  views: readonly CallView[];
}

/** The call that this window is in, or on the way into. */
function Active({ session, state, views }: ActiveProps) {
  const [small, setSmall] = useState(false);
  const mine = callOf(state);
  const entry = views.find((view) => view.entry.call === mine)?.entry;
  const wished = state.at === 'asking' && state.wish.do === 'start' ? state.wish.conversation : undefined;
  const conversation = entry?.conversation ?? wished;
  useEffect(() => keepPage(), []);
  const shared = { session, state, entry, conversation };
  if (small) return <FloatingCall {...shared} onRestore={() => setSmall(false)} />;
  return <CallScreen {...shared} onMinimise={() => setSmall(true)} />;
}

/** Takes what somebody asked for elsewhere on the page. */
function useWishes(session: CallSession): void {
  const wish = callWish.use();
  useEffect(() => {
    if (wish === undefined) return;
    callWish.set(undefined);
    session.wish(wish);
  }, [session, wish]);
}

function useSounds(first: CallView | undefined, active: boolean, state: TabCall, answered: boolean): void {
  const words = useWords(callWords);
  const client = useClient();
  const caller = useName(first?.entry.by);
  const waits = state.at === 'in' && !answered;
  useRinging(first !== undefined ? (active ? 'waiting' : 'incoming') : waits ? 'outgoing' : undefined);
  useCallHint(first === undefined ? undefined : words.titleCalling(caller ?? words.somebody));
  const call = first?.entry.call;
  useEffect(() => {
    // While it rings there is time to fetch what the call needs.
    if (call !== undefined)
      void callSessionOf(client)
        .seat.prepare()
        .catch(() => undefined);
  }, [client, call]);
}

/** Says why a call is over, once that is known. */
function useEnd(session: CallSession, state: TabCall): void {
  const words = useWords(callWords);
  const language = useLanguage();
  useEffect(() => {
    if (state.at !== 'over' || state.why === undefined) return;
    const text = endText(state, words, language);
    showToast(text);
    session.send({ on: 'dismiss' });
  }, [session, state, words, language]);
}

function endText(state: TabCall & { at: 'over' }, words: CallTexts, language: Language): string {
  switch (state.why) {
    case 'declined':
      return words.overDeclined;
    case 'no-answer':
    case 'cancelled':
      return words.overNoAnswer;
    case 'elsewhere':
      return words.overElsewhere;
    case 'lost':
      return words.overLost;
    case 'ended':
    case undefined:
      return state.durationMs === undefined ? words.over : words.overAfter(durationText(state.durationMs));
    default:
      return state.why in FAILURES ? failureText(state.why as FailureCode, language) : words.over;
  }
}
