const LESS = '<'.charCodeAt(0);
const GREATER = '>'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
const QUESTION = '?'.charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const APOSTROPHE = "'".charCodeAt(0);
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Cuts an XMPP stream (RFC 6120 §4) into its stanzas: the elements right below the stream's own. Streams hold no
 * comments, no CDATA and no processing instructions but the XML declaration (§11.1), so tags are all there is.
 */
export class StanzaReader {
  readonly #onStanza: (stanza: Buffer) => void;
  #rest: Buffer = EMPTY;
  #inStream = false;

  /** The stanza's bytes are valid during the call only. */
  constructor(onStanza: (stanza: Buffer) => void) {
    this.#onStanza = onStanza;
  }

  /** What comes next is a new stream, as after authentication. */
  restart(): void {
    this.#rest = EMPTY;
    this.#inStream = false;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let depth = this.#inStream ? 1 : 0;
    let done = 0;
    let start = 0;
    for (let at = 0; ; ) {
      const open = bytes.indexOf(LESS, at);
      const end = open < 0 ? -1 : tagEnd(bytes, open);
      if (end < 0) break;
      at = end + 1;
      const change = depthChange(bytes, open, end);
      if (depth === 1 && change >= 0) start = open;
      depth += change;
      if (depth !== 1) continue;
      if (this.#inStream && bytes[open + 1] !== QUESTION) this.#onStanza(bytes.subarray(start, at));
      this.#inStream = true;
      done = at;
    }
    this.#rest = done === bytes.length ? EMPTY : Buffer.from(bytes.subarray(done));
  }
}

/** Where the tag that begins at `open` ends; -1 when it does not yet. */
function tagEnd(bytes: Buffer, open: number): number {
  let quote = 0;
  for (let at = open + 1; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (quote !== 0) quote = byte === quote ? 0 : quote;
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
    else if (byte === GREATER) return at;
  }
  return -1;
}

function depthChange(bytes: Buffer, open: number, end: number): number {
  if (bytes[open + 1] === SLASH) return -1;
  return bytes[open + 1] === QUESTION || bytes[end - 1] === SLASH ? 0 : 1;
}
