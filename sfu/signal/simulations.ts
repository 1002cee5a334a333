import {
  CandidateProtocol,
  DisconnectReason,
  LeaveRequest_Action,
  type SimulateScenario,
  SpeakerInfo,
  SpeakersChanged,
} from '@livekit/protocol';
import type { Participant } from './participant.ts';
import type { Room } from './room.ts';

/** How long a client may take to come back to where its socket is to be broken again. */
const RESUME_WITHIN_MS = 5000;
/** So often its socket is broken before it hears a word, as often as clients try to resume. */
const BREAKS_UNHEARD = 3;
const LONGEST_SPEECH_S = 60;

/** What clients asked this room to do to them (`simulateScenario`), so that they can be tested against us. */
export class Simulations {
  /** Identities that are told TCP candidates only. */
  readonly tcpOnly = new Set<string>();
  readonly #broken = new Map<string, { untilMs: number; unheard: boolean; times: number }>();
  readonly #speaking = new Map<string, number>();

  /** Whether the socket of a client that resumes now is to be broken, before or after it has been answered. */
  breaksResume(identity: string, nowMs: number): 'unheard' | 'answered' | null {
    const broken = this.#broken.get(identity);
    if (!broken) return null;
    broken.times--;
    if (broken.times === 0 || nowMs > broken.untilMs) this.#broken.delete(identity);
    if (nowMs > broken.untilMs) return null;
    return broken.unheard ? 'unheard' : 'answered';
  }

  breakResumes(identity: string, unheard: boolean, nowMs: number): void {
    this.#broken.set(identity, { untilMs: nowMs + RESUME_WITHIN_MS, unheard, times: unheard ? BREAKS_UNHEARD : 1 });
  }

  /** From now on until `seconds` have passed, `tick` says that this participant speaks. */
  speak(sid: string, seconds: number, nowMs: number): void {
    this.#speaking.set(sid, nowMs + Math.min(Math.max(seconds, 0), LONGEST_SPEECH_S) * 1000);
  }

  /** Who is done with speaking. */
  tick(nowMs: number): string[] {
    const done = [...this.#speaking].filter(([, untilMs]) => nowMs >= untilMs).map(([sid]) => sid);
    for (const sid of done) this.#speaking.delete(sid);
    return done;
  }
}

/** Does to a participant what it asks for. Each scenario touches only whoever asked. */
export function simulate(participant: Participant, room: Room, { scenario }: SimulateScenario, nowMs: number): void {
  const { identity } = participant;
  switch (scenario.case) {
    case 'speakerUpdate':
      room.simulations.speak(participant.sid, scenario.value, nowMs);
      room.broadcast({ case: 'speakersChanged', value: simulatedSpeaker(participant.sid, true) });
      break;
    case 'serverLeave':
      participant.leave(DisconnectReason.SERVER_SHUTDOWN);
      break;
    case 'leaveRequestFullReconnect':
      participant.leave(DisconnectReason.UNKNOWN_REASON, LeaveRequest_Action.RECONNECT);
      break;
    case 'nodeFailure':
      participant.close(DisconnectReason.SERVER_SHUTDOWN, 'broken');
      break;
    case 'migration':
      participant.signal.sink?.close('broken');
      break;
    case 'switchCandidateProtocol':
      if (scenario.value === CandidateProtocol.UDP) room.simulations.tcpOnly.delete(identity);
      else room.simulations.tcpOnly.add(identity);
      break;
    case 'subscriberBandwidth':
      participant.downlink.media.limitLine(scenario.value > 0n ? Number(scenario.value) : Number.POSITIVE_INFINITY);
      break;
    case 'disconnectSignalOnResume':
      room.simulations.breakResumes(identity, false, nowMs);
      break;
    case 'disconnectSignalOnResumeNoMessages':
      room.simulations.breakResumes(identity, true, nowMs);
      break;
    default:
      break;
  }
}

export function simulatedSpeaker(sid: string, active: boolean): SpeakersChanged {
  return new SpeakersChanged({ speakers: [new SpeakerInfo({ sid, active, level: active ? 0.9 : 0 })] });
}
