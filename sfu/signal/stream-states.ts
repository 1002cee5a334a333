import { StreamState, StreamStateInfo, StreamStateUpdate } from '@livekit/protocol';
import type { SignalPort } from './signal-port.ts';
import type { Subscription } from './subscription.ts';

/** Tells a client that a video it subscribed to is paused because its line is short, or goes on. */
export function tellStreamState(signal: SignalPort, { trackSid, publisher }: Subscription, paused: boolean): void {
  const state = paused ? StreamState.PAUSED : StreamState.ACTIVE;
  const info = new StreamStateInfo({ participantSid: publisher.sid, trackSid, state });
  signal.send({ case: 'streamStateUpdate', value: new StreamStateUpdate({ streamStates: [info] }) });
}
