import { useEffect } from 'react';
import type { SendMore } from '#client/api.ts';
import { useClient } from '#web/app/client.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { engineOf } from '../attachments/engine.ts';
import { sourceOf } from '../attachments/local-pictures.ts';
import { threadOf, type WritingTo } from '../composing/writing-to.ts';
import { composerOf } from '../messages/acting.ts';
import { meantBy, recordingOf, setRecording } from './recordings.ts';
import { type VoiceWords, voiceWords } from './words.ts';

export interface RecordingActs {
  /** `held`: for as long as a finger is there. */
  begin: (held: boolean) => void;
  /** The finger is so far from where it began. */
  move: (dx: number, dy: number) => void;
  /** The finger is lifted. */
  lift: () => void;
  /** Ends it, so that it can be heard. */
  stop: () => void;
  send: () => void;
  drop: () => void;
}

interface RecordingOptions {
  to: WritingTo;
  /** What the message says besides. */
  more: () => Omit<SendMore, 'content' | 'clientId'>;
  /** It is on its way. */
  sent: () => void;
}

/** What can be done about speaking in one composer. */
export function useRecordingActs({ to, more, sent }: RecordingOptions): RecordingActs {
  const client = useClient();
  const words = useWords(voiceWords);
  const place = composerOf(to.conversation, to.thread);
  useStoppedOnLeaving(place);

  /** What was recorded until now; nothing, and told so, when it is too little. */
  async function finish(ended = false) {
    const now = recordingOf(place);
    if (now?.at !== 'held' && now?.at !== 'free') return now?.at === 'done' ? now.recorded : undefined;
    setRecording(place, undefined);
    const recorded = await now.recorder.stop().catch(() => undefined);
    if (recorded === undefined) showToast(words.tooShort);
    else if (ended) setRecording(place, { at: 'done', recorded, ended });
    return recorded;
  }

  async function begin(held: boolean) {
    if (recordingOf(place) !== undefined) return;
    setRecording(place, { at: 'asking', held });
    try {
      const { Recorder } = await loadPart(() => import('./recorder.ts'));
      const recorder = await Recorder.open(() => void finish(true));
      const now = recordingOf(place);
      // Whoever let go meanwhile, or was asked for the microphone, has not begun to speak.
      if (now?.at !== 'asking') recorder.close();
      else setRecording(place, now.held ? { at: 'held', recorder, dx: 0, dy: 0 } : { at: 'free', recorder });
    } catch (error) {
      setRecording(place, undefined);
      showToast(faultWords(error, words));
    }
  }

  async function send() {
    const recorded = await finish();
    if (recorded === undefined) return;
    setRecording(place, undefined);
    const { file, ms, wave } = recorded;
    const { conversation } = to;
    const message = { conversation, text: '', more: { ...more(), ...threadOf(to) }, voice: { ms, wave } };
    engineOf(client).deliveries.send(message, [sourceOf(file, undefined, false)], Date.now());
    sent();
  }

  function drop() {
    const now = recordingOf(place);
    if (now?.at === 'held' || now?.at === 'free') now.recorder.close();
    setRecording(place, undefined);
  }

  return {
    begin: (held) => void begin(held),
    move(dx, dy) {
      const now = recordingOf(place);
      if (now?.at !== 'held') return;
      if (meantBy(dx, dy) === 'lock') setRecording(place, { at: 'free', recorder: now.recorder });
      else setRecording(place, { ...now, dx, dy });
    },
    lift() {
      const now = recordingOf(place);
      if (now?.at === 'asking' && now.held) drop();
      if (now?.at !== 'held') return;
      if (meantBy(now.dx, now.dy) === 'drop') drop();
      else void send();
    },
    stop: () =>
      void finish().then((recorded) => recorded && setRecording(place, { at: 'done', recorded, ended: false })),
    send: () => void send(),
    drop,
  };
}

/** Nobody is recorded unseen: whoever goes elsewhere finds what they said until then when they are back. */
function useStoppedOnLeaving(place: string): void {
  useEffect(
    () => () => {
      const now = recordingOf(place);
      if (now?.at === 'asking') setRecording(place, undefined);
      if (now?.at !== 'held' && now?.at !== 'free') return;
      setRecording(place, undefined);
      void now.recorder.stop().then(
        (recorded) => recorded && setRecording(place, { at: 'done', recorded, ended: false }),
        () => {},
      );
    },
    [place],
  );
}

function faultWords(error: unknown, words: VoiceWords): string {
  if (!window.isSecureContext || navigator.mediaDevices === undefined) return words.notHere;
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return words.noMicrophone;
  return name === 'NotAllowedError' || name === 'SecurityError' ? words.denied : words.failed;
}
