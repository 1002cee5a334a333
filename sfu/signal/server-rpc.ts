import { DataPacket, DataPacket_Kind, RpcRequest } from '@livekit/protocol';
import { newId } from '#kernel/ids.ts';
import type { Participant } from './participant.ts';

/** LiveKit's bound for what travels in one packet. */
const MAX_PAYLOAD_BYTES = 15 * 1024;
const DEFAULT_TIMEOUT_MS = 15_000;
const MAX_TIMEOUT_MS = 60_000;
/** Whoever is there says at once that it has heard. */
const HEARD_WITHIN_MS = 7000;
/** LiveKit's codes of what goes wrong with a call. */
const UNSUPPORTED_METHOD = 1400;

/** Codes are Twirp's. */
export type RpcOutcome =
  | { ok: true; value: string }
  | {
      ok: false;
      code: 'invalid_argument' | 'unavailable' | 'deadline_exceeded' | 'unimplemented' | 'aborted' | 'not_found';
      message: string;
    };

/** Calls a method of one participant, as participants call each other's, and waits for its answer. */
export async function callParticipant(
  participant: Participant,
  call: { method: string; payload: string; timeoutMs: number },
): Promise<RpcOutcome> {
  if (Buffer.byteLength(call.payload) > MAX_PAYLOAD_BYTES)
    return { ok: false, code: 'invalid_argument', message: 'the payload is too long' };
  const id = newId('RPC');
  const timeoutMs = Math.min(call.timeoutMs > 0 ? call.timeoutMs : DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
  const outcome = waitForAnswer(participant, id, timeoutMs);
  const { method, payload } = call;
  const value = new RpcRequest({ id, method, payload, responseTimeoutMs: timeoutMs, version: 1 });
  // Clients answer to whom the packet names: the call itself, which no participant is.
  const packet = new DataPacket({
    kind: DataPacket_Kind.RELIABLE,
    participantIdentity: id,
    destinationIdentities: [participant.identity],
    value: { case: 'rpcRequest', value },
  });
  participant.data.send(DataPacket_Kind.RELIABLE, packet.toBinary(), '', 0, Date.now());
  return await outcome;
}

function waitForAnswer(participant: Participant, id: string, timeoutMs: number): Promise<RpcOutcome> {
  return new Promise((resolve) => {
    const finish = (outcome: RpcOutcome): void => {
      clearTimeout(unheard);
      clearTimeout(unanswered);
      stopListening();
      stopWatching();
      resolve(outcome);
    };
    const fail = (code: Extract<RpcOutcome, { ok: false }>['code'], message: string): void =>
      finish({ ok: false, code, message });
    const unheard = setTimeout(() => fail('unavailable', 'the participant does not hear'), HEARD_WITHIN_MS);
    const unanswered = setTimeout(() => fail('deadline_exceeded', 'the participant did not answer in time'), timeoutMs);
    const stopWatching = participant.events.on('closed', () => fail('unavailable', 'the participant has left'));
    const stopListening = participant.data.events.on('packet', ({ value }) => {
      if (value.case === 'rpcAck' && value.value.requestId === id) clearTimeout(unheard);
      if (value.case !== 'rpcResponse' || value.value.requestId !== id) return;
      const answer = value.value.value;
      if (answer.case === 'payload') finish({ ok: true, value: answer.value });
      else if (answer.case === 'error' && answer.value.code === UNSUPPORTED_METHOD)
        fail('unimplemented', 'the participant has no such method');
      else fail('aborted', answer.case === 'error' ? answer.value.message : 'the answer cannot be read');
    });
  });
}
