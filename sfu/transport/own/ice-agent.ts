import type { MediaPath } from './path.ts';
import { xorMappedAddress } from './stun/mapped-address.ts';
import {
  attribute,
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  isAuthentic,
  type StunMessage,
  writeStun,
} from './stun/message.ts';

/** RFC 7675 §5.1: without consent for so long, nothing more may be sent. */
const CONSENT_MS = 30_000;
/** Addresses under which one peer is known: more than any client has interfaces and relays. */
const MAX_PATHS = 16;
const ROLE_CONFLICT = 487;

export interface IceCredentials {
  ufrag: string;
  pwd: string;
}

/**
 * The lite side of ICE for one peer (RFC 8445 §2.5), without I/O: answers checks, and knows which path is to be used.
 * It never sends a check, so nobody can name addresses for us to probe.
 */
export class IceAgent {
  /** The path that the peer nominated, else the first that it checked; null before that. */
  selected: MediaPath | null = null;
  /** When the peer last consented to be sent to; -Infinity before the first check. */
  consentAt = Number.NEGATIVE_INFINITY;
  #local: IceCredentials;
  /** Those before a restart, until the peer nominates a path with the new ones. */
  #previous: IceCredentials | null = null;
  #remoteUfrag: string | null;
  #previousRemoteUfrag: string | null = null;
  readonly #paths: MediaPath[] = [];
  /** The path by which media or data came last. Checks can be repeated by others, these cannot: it stays known. */
  #proven: MediaPath | null = null;
  #nominatedPriority = -1;

  constructor(local: IceCredentials, remoteUfrag: string | null) {
    this.#local = local;
    this.#remoteUfrag = remoteUfrag;
  }

  /** All ufrags under which checks for this agent come. */
  get ufrags(): string[] {
    return this.#previous ? [this.#local.ufrag, this.#previous.ufrag] : [this.#local.ufrag];
  }

  get pathCount(): number {
    return this.#paths.length;
  }

  setRemote(ufrag: string): void {
    this.#remoteUfrag = ufrag;
  }

  /** ICE restart: the paths stay in use until one is nominated with the new credentials. */
  restart(local: IceCredentials, remoteUfrag: string | null): void {
    // Those that nobody used yet are forgotten.
    if (this.#previous === null) {
      this.#previous = this.#local;
      this.#previousRemoteUfrag = this.#remoteUfrag;
    }
    this.#local = local;
    this.#remoteUfrag = remoteUfrag;
  }

  knows(path: MediaPath): boolean {
    return this.#paths.includes(path);
  }

  /**
   * The answer to a check, or null for none. `bytes` are what `message` was read from. Nothing is answered that is not
   * authentic, and the answer is never longer than the request.
   */
  answer(bytes: Uint8Array, message: StunMessage, path: MediaPath, nowMs: number): Buffer | null {
    if (message.type !== BINDING_REQUEST || !message.hasFingerprint) return null;
    const credentials = this.#credentialsFor(message);
    if (!credentials || !isAuthentic(bytes, message, credentials.pwd)) return null;
    const answer = message.attributes.has(attribute.iceControlled)
      ? roleConflict(message, credentials.pwd)
      : success(message, credentials.pwd, path);
    if (answer.length > bytes.length) return null;
    if (!message.attributes.has(attribute.iceControlled)) this.#validated(message, credentials, path, nowMs);
    return answer;
  }

  /** To be called when something authentic came from the peer on one of its paths: what it uses, we use. */
  heard(path: MediaPath): void {
    if (path === this.#proven && path === this.selected) return;
    if (!this.knows(path)) return;
    this.#proven = path;
    this.selected = path;
  }

  /** A path is gone, as TCP connections go. */
  forget(path: MediaPath): void {
    const index = this.#paths.indexOf(path);
    if (index !== -1) this.#paths.splice(index, 1);
    if (this.#proven === path) this.#proven = null;
    if (this.selected !== path) return;
    this.selected = this.#paths.at(-1) ?? null;
    this.#nominatedPriority = -1;
  }

  hasConsent(nowMs: number): boolean {
    return nowMs - this.consentAt < CONSENT_MS;
  }

  #credentialsFor(message: StunMessage): IceCredentials | null {
    const username = Buffer.from(message.attributes.get(attribute.username) ?? []).toString('latin1');
    const fits = (local: IceCredentials, remote: string | null): boolean =>
      remote === null ? username.startsWith(`${local.ufrag}:`) : username === `${local.ufrag}:${remote}`;
    if (fits(this.#local, this.#remoteUfrag)) return this.#local;
    return this.#previous && fits(this.#previous, this.#previousRemoteUfrag) ? this.#previous : null;
  }

  #validated(message: StunMessage, credentials: IceCredentials, path: MediaPath, nowMs: number): void {
    this.consentAt = nowMs;
    if (!this.knows(path)) this.#add(path);
    this.selected ??= path;
    if (!message.attributes.has(attribute.useCandidate)) return;
    if (this.#previous && credentials === this.#local) {
      this.#previous = null;
      this.#nominatedPriority = -1;
    }
    const priority = priorityOf(message);
    if (priority < this.#nominatedPriority) return;
    this.#nominatedPriority = priority;
    this.selected = path;
  }

  #add(path: MediaPath): void {
    if (this.#paths.length >= MAX_PATHS) {
      const oldest = this.#paths.findIndex((one) => one !== this.selected && one !== this.#proven);
      this.#paths.splice(oldest, 1);
    }
    this.#paths.push(path);
  }
}

/** The part of USERNAME that names one of our agents; null without. */
export function namedUfrag(message: StunMessage): string | null {
  const username = message.attributes.get(attribute.username);
  if (!username || username.length > 513) return null;
  const text = Buffer.from(username).toString('latin1');
  const colon = text.indexOf(':');
  return colon < 0 ? null : text.slice(0, colon);
}

function priorityOf(message: StunMessage): number {
  const value = message.attributes.get(attribute.priority);
  return value?.length === 4 ? Buffer.from(value).readUInt32BE() : 0;
}

function success(message: StunMessage, password: string, path: MediaPath): Buffer {
  const { transactionId } = message;
  const address = xorMappedAddress(path.address, path.port, transactionId);
  const attributes = [[attribute.xorMappedAddress, address]] as const;
  return writeStun({ type: BINDING_SUCCESS, transactionId, attributes, password });
}

/** A lite agent is never the controlling one (RFC 8445 §6.1.1). */
function roleConflict(message: StunMessage, password: string): Buffer {
  const value = Buffer.from([0, 0, Math.floor(ROLE_CONFLICT / 100), ROLE_CONFLICT % 100]);
  const { transactionId } = message;
  return writeStun({ type: BINDING_ERROR, transactionId, attributes: [[attribute.errorCode, value]], password });
}
