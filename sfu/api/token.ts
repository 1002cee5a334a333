import type { JsonValue } from '@bufbuild/protobuf';
import { RoomConfiguration } from '@livekit/protocol';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Grants, RoomSetupGrant } from '../core/grants.ts';
import { readLastN } from './room-tags.ts';

const MAX_TOKEN_LENGTH = 16 * 1024;
/** Clocks of two machines differ a little. */
const CLOCK_TOLERANCE_S = 10;
const REFRESHED_FOR_S = 600;

/** `reason` is plain text for whoever called: it tells what is wrong and repeats nothing of the token. */
export type TokenResult = { ok: true; grants: Grants; key: string } | { ok: false; reason: string };

/** Checks LiveKit access tokens: JWTs (HS256) signed with the secret of the key named as issuer. */
export class TokenVerifier {
  readonly #secrets: ReadonlyMap<string, Uint8Array>;

  constructor(keys: Readonly<Record<string, string>>) {
    this.#secrets = new Map(Object.entries(keys).map(([key, secret]) => [key, new TextEncoder().encode(secret)]));
  }

  async verify(token: string, nowMs: number): Promise<TokenResult> {
    if (token === '') return refused('no access token given');
    if (token.length > MAX_TOKEN_LENGTH) return refused('the access token is too long');
    const key = issuerOf(token);
    const secret = key === null ? undefined : this.#secrets.get(key);
    if (key === null || !secret) return refused('the access token is of an unknown key');
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        requiredClaims: ['exp', 'iss'],
        currentDate: new Date(nowMs),
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      return { ok: true, grants: readGrants(payload), key };
    } catch (error) {
      return refused(explain(error));
    }
  }

  /** A token for a participant who is already in, so that it can come back after its own has expired. */
  async refresh(grants: Grants, key: string, nowMs: number): Promise<string> {
    const secret = this.#secrets.get(key);
    if (!secret) throw new Error('the key is not configured');
    const seconds = Math.floor(nowMs / 1000);
    return await new SignJWT(writeClaims(grants))
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(key)
      .setSubject(grants.identity)
      .setNotBefore(seconds - CLOCK_TOLERANCE_S)
      .setExpirationTime(seconds + REFRESHED_FOR_S)
      .sign(secret);
  }
}

function refused(reason: string): TokenResult {
  return { ok: false, reason };
}

function explain(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the access token has expired';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
    return 'the access token is not valid yet';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the access token has a wrong signature';
  return 'the access token is not valid';
}

/** The issuer as the token claims it, before anything is verified: it only selects the secret. */
function issuerOf(token: string): string | null {
  const part = token.split('.')[1];
  if (part === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isRecord(claims) && typeof claims['iss'] === 'string' ? claims['iss'] : null;
  } catch {
    return null;
  }
}

/** Absent `canPublish`, `canSubscribe` and `canPublishData` mean yes; LiveKit's `canPublishData` follows `canPublish`. */
function readGrants(claims: Record<string, unknown>): Grants {
  const video = isRecord(claims['video']) ? claims['video'] : {};
  const canPublish = video['canPublish'] !== false;
  return {
    identity: text(claims['sub']),
    name: text(claims['name']),
    metadata: text(claims['metadata']),
    attributes: textRecord(claims['attributes']),
    kind: text(claims['kind']),
    room: text(video['room']),
    roomJoin: video['roomJoin'] === true,
    roomAdmin: video['roomAdmin'] === true,
    roomCreate: video['roomCreate'] === true,
    roomList: video['roomList'] === true,
    hidden: video['hidden'] === true,
    canPublish,
    canSubscribe: video['canSubscribe'] !== false,
    canPublishData: video['canPublishData'] === undefined ? canPublish : video['canPublishData'] === true,
    canPublishSources: textList(video['canPublishSources']),
    canUpdateOwnMetadata: video['canUpdateOwnMetadata'] === true,
    ...readRoomSetup(claims['roomConfig']),
  };
}

/** A setup that cannot be read is none: the room is as rooms are. */
function readRoomSetup(claim: unknown): { roomSetup?: RoomSetupGrant } {
  if (!isRecord(claim)) return {};
  try {
    const config = RoomConfiguration.fromJson(claim as JsonValue, { ignoreUnknownFields: true });
    const { metadata, emptyTimeout, departureTimeout, maxParticipants, tags } = config;
    const lastN = readLastN(tags);
    const timeouts = { emptyTimeoutSeconds: emptyTimeout, departureTimeoutSeconds: departureTimeout };
    return { roomSetup: { metadata, maxParticipants, ...timeouts, ...(lastN === undefined ? {} : { lastN }) } };
  } catch {
    return {};
  }
}

function writeClaims(grants: Grants): Record<string, unknown> {
  const { identity: _, name, metadata, attributes, kind, roomSetup: __, ...video } = grants;
  return { name, metadata, attributes, ...(kind === '' ? {} : { kind }), video };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').map((item) => item.toLowerCase()) : [];
}

function textRecord(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
