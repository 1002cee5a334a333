import type { DataPacket_Kind, ParticipantInfo, ParticipantPermission, Room, TrackInfo } from '@livekit/protocol';
import type { Grants } from '../core/grants.ts';

/** What the HTTP side needs of the rooms; `sfu/index.ts` puts the two together. */

export type Outcome<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: 'not_found' | 'invalid_argument' | 'failed_precondition'; message: string };

/** What came of a call of a participant's method. */
type CallOutcome =
  | { ok: true; value: string }
  | {
      ok: false;
      code: 'invalid_argument' | 'unavailable' | 'deadline_exceeded' | 'unimplemented' | 'aborted' | 'not_found';
      message: string;
    };

export interface RoomActions {
  createRoom(wanted: {
    name: string;
    metadata: string;
    emptyTimeoutSeconds: number;
    departureTimeoutSeconds: number;
    maxParticipants: number;
    /** Of how many others, those who spoke last, everybody gets the cameras: 0 = all; undefined = as before. */
    lastN: number | undefined;
  }): Outcome<Room>;
  listRooms(names: readonly string[]): Room[];
  deleteRoom(name: string): Outcome<null>;
  updateRoomMetadata(name: string, metadata: string): Outcome<Room>;
  listParticipants(name: string): Outcome<ParticipantInfo[]>;
  getParticipant(name: string, identity: string): Outcome<ParticipantInfo>;
  removeParticipant(name: string, identity: string): Outcome<null>;
  mutePublishedTrack(name: string, identity: string, trackSid: string, muted: boolean): Outcome<TrackInfo>;
  updateParticipant(
    name: string,
    identity: string,
    changes: {
      name: string;
      metadata: string;
      attributes: Record<string, string>;
      permission: ParticipantPermission | undefined;
    },
  ): Outcome<ParticipantInfo>;
  updateSubscriptions(name: string, identity: string, trackSids: readonly string[], subscribe: boolean): Outcome<null>;
  sendData(
    name: string,
    data: {
      payload: Uint8Array<ArrayBuffer>;
      kind: DataPacket_Kind;
      identities: readonly string[];
      sids: readonly string[];
      topic: string | undefined;
      /** Lets receivers drop a repetition; empty or 16 bytes. */
      nonce: Uint8Array<ArrayBuffer>;
    },
  ): Outcome<null>;
  /** `timeoutMs` 0: as long as usual. */
  performRpc(
    name: string,
    identity: string,
    call: { method: string; payload: string; timeoutMs: number },
  ): Promise<CallOutcome>;
}

interface CaptureReport {
  /** Name of the file, within the folder for captures. */
  file: string;
  running: boolean;
  packets: number;
  bytes: number;
  /** Packets left out because the disk was slow. */
  omitted: number;
}

type CaptureOutcome =
  | { ok: true; value: CaptureReport }
  | { ok: false; code: 'not_found' | 'failed_precondition' | 'unavailable'; message: string };

/** What those may do who administer a room, besides RoomService. */
export interface AdminActions {
  /** Everything about a room that JSON can carry; null when there is none. */
  dump(room: string): object | null;
  /** One participant's packets into a file on the server. */
  capture: {
    start(room: string, identity: string, limits: { seconds: number; bytes: number }): Promise<CaptureOutcome>;
    state(room: string, identity: string): CaptureOutcome;
    stop(room: string, identity: string): Promise<CaptureOutcome>;
  };
}

/** A signalling socket as the rooms see it: frames in and out, whatever carries them. */
export interface SignalSocket {
  send(frame: Uint8Array | string): void;
  close(how: 'finished' | 'broken'): void;
}

export interface SignalFrames {
  receive(frame: Uint8Array | string): void;
  closed(): void;
}

/** A client that may join, if `open` is called at once. */
export type Admission =
  | { ok: true; open: (socket: SignalSocket) => SignalFrames }
  | { ok: false; status: number; message: string };

export interface SignalEntry {
  /** Checks a join before its socket is opened. */
  admit(query: URLSearchParams, grants: Grants, key: string, userAgent: string): Admission;
}
