/** What an access token allows (LiveKit's video grant), once it has been checked. */
export interface Grants {
  identity: string;
  name: string;
  metadata: string;
  attributes: Readonly<Record<string, string>>;
  /** LiveKit's kind of participant: `standard`, `agent`, `ingress`, … */
  kind: string;
  /** The room the token is for; '' for none in particular. */
  room: string;
  roomJoin: boolean;
  roomAdmin: boolean;
  roomCreate: boolean;
  roomList: boolean;
  hidden: boolean;
  canPublish: boolean;
  canSubscribe: boolean;
  canPublishData: boolean;
  /** LiveKit's names of track sources, lower case (`camera`, `microphone`, …); empty for all. */
  canPublishSources: readonly string[];
  canUpdateOwnMetadata: boolean;
  /** How the room is set up if this token's bearer is the first in it (LiveKit's `roomConfig`); 0 and '': as usual. */
  roomSetup?: RoomSetupGrant;
}

export interface RoomSetupGrant {
  metadata: string;
  emptyTimeoutSeconds: number;
  departureTimeoutSeconds: number;
  maxParticipants: number;
  /** Of how many others everybody gets the cameras: 0 = all; absent: as usual. */
  lastN?: number;
}
