import {
  DataTrackInfo,
  type DataTrackSchemaId,
  DataTrackSubscriberHandles,
  DataTrackSubscriberHandles_PublishedDataTrack,
  type PublishDataTrackRequest,
  RequestResponse_Reason as Reason,
} from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import { newId } from '#kernel/ids.ts';
import { limits } from './limits.ts';

/** Handles are numbers of 16 bits, and 0 is none. */
const MAX_HANDLE = 65_535;
/** Most wishes kept for tracks that do not exist (yet). */
const MAX_WISHES = 4096;

/** Why a data track is not published. */
interface DataTrackRefusal {
  readonly reason: Reason;
  readonly message: string;
}

/** The data tracks that one participant publishes, by the handle which its packets carry. */
export class DataTracks {
  readonly events = new Emitter<{ published: [DataTrackInfo]; ended: [DataTrackInfo] }>();
  readonly #byHandle = new Map<number, DataTrackInfo>();

  get infos(): DataTrackInfo[] {
    return [...this.#byHandle.values()];
  }

  find(handle: number): DataTrackInfo | undefined {
    return this.#byHandle.get(handle);
  }

  hasSid(sid: string): boolean {
    return this.infos.some((info) => info.sid === sid);
  }

  publish(request: PublishDataTrackRequest): DataTrackInfo | DataTrackRefusal {
    const refusal = this.#refusal(request);
    if (refusal) return refusal;
    const { pubHandle, name, encryption, frameEncoding, schema } = request;
    const info = new DataTrackInfo({ pubHandle, name, encryption, sid: newId('DTR') });
    if (frameEncoding) info.frameEncoding = frameEncoding;
    if (schema) info.schema = schema;
    this.#byHandle.set(pubHandle, info);
    this.events.emit('published', info);
    return info;
  }

  #refusal({ pubHandle, name, schema, frameEncoding }: PublishDataTrackRequest): DataTrackRefusal | null {
    if (pubHandle < 1 || pubHandle > MAX_HANDLE)
      return { reason: Reason.INVALID_HANDLE, message: 'a handle is a number from 1 to 65535' };
    if (name === '' || name.length > limits.trackName)
      return { reason: Reason.INVALID_NAME, message: 'a name has 1 to 256 characters' };
    if (isTooLong(schema) || isCustomTooLong(frameEncoding?.value))
      return { reason: Reason.INVALID_REQUEST, message: 'the name of the encoding or of the schema is too long' };
    if (this.#byHandle.has(pubHandle))
      return { reason: Reason.DUPLICATE_HANDLE, message: 'there is a data track with this handle' };
    if (this.infos.some((info) => info.name === name))
      return { reason: Reason.DUPLICATE_NAME, message: 'there is a data track of this name' };
    if (this.#byHandle.size >= limits.tracks)
      return { reason: Reason.LIMIT_EXCEEDED, message: 'there are too many data tracks' };
    return null;
  }

  /** Ends one. Returns what it was. */
  unpublish(handle: number): DataTrackInfo | undefined {
    const info = this.#byHandle.get(handle);
    if (!info) return undefined;
    this.#byHandle.delete(handle);
    this.events.emit('ended', info);
    return info;
  }
}

function isTooLong(schema: DataTrackSchemaId | undefined): boolean {
  return schema !== undefined && (schema.name.length > limits.trackName || isCustomTooLong(schema.encoding?.value));
}

/** An encoding is one of a list, or has a name of its own. */
function isCustomTooLong(value: { value?: unknown } | undefined): boolean {
  return typeof value?.value === 'string' && value.value.length > limits.trackName;
}

interface DataSource {
  readonly identity: string;
  readonly sid: string;
}

/** The data tracks that one participant receives: those it asked for, within what it may. */
export class DataSubscriptions {
  readonly #wishes = new Set<string>();
  readonly #handles = new Map<string, { readonly handle: number; readonly publisher: DataSource }>();
  readonly #auto: boolean;
  #last = 0;

  /** `auto`: it receives all without asking. */
  constructor(auto: boolean) {
    this.#auto = auto;
  }

  wish(sid: string, subscribe: boolean): void {
    if (!subscribe) this.#wishes.delete(sid);
    else if (this.#wishes.size < MAX_WISHES) this.#wishes.add(sid);
  }

  /** Subscribes or leaves, as it now stands. True if that changed something. */
  consider(sid: string, publisher: DataSource, allowed: boolean): boolean {
    const wanted = allowed && (this.#auto || this.#wishes.has(sid));
    if (wanted === this.#handles.has(sid)) return false;
    if (wanted) this.#handles.set(sid, { handle: this.#newHandle(), publisher });
    else this.#handles.delete(sid);
    return true;
  }

  #newHandle(): number {
    const taken = new Set([...this.#handles.values()].map(({ handle }) => handle));
    do this.#last = (this.#last % MAX_HANDLE) + 1;
    while (taken.has(this.#last));
    return this.#last;
  }

  /** The track has ended. True if it was received. */
  forget(sid: string): boolean {
    this.#wishes.delete(sid);
    return this.#handles.delete(sid);
  }

  /** The handle that packets of the track carry to this participant; 0 = it does not receive them. */
  handleOf(sid: string): number {
    return this.#handles.get(sid)?.handle ?? 0;
  }

  /** What each handle means. */
  get table(): DataTrackSubscriberHandles {
    const table = new DataTrackSubscriberHandles();
    for (const [trackSid, { handle, publisher }] of this.#handles) {
      const { identity, sid } = publisher;
      const source = { publisherIdentity: identity, publisherSid: sid, trackSid };
      table.subHandles[handle] = new DataTrackSubscriberHandles_PublishedDataTrack(source);
    }
    return table;
  }
}
