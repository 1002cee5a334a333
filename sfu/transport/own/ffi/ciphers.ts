import { library } from './library.ts';
import { liveObjects } from './live-objects.ts';
import { blockOf, NativeBlock, NULL, native } from './memory.ts';

const KEY_BYTES = 16;
export const TAG_BYTES = 16;
const TAG_LENGTH = native(TAG_BYTES);
const CTRL_GET_TAG = 0x10n;
const CTRL_SET_TAG = 0x11n;
const [ENCRYPT, DECRYPT] = [1n, 0n];
const KEEP_DIRECTION = native(-1);
const INITIAL_VECTOR_BYTES = 16;
const SHA1_BYTES = 20;
const RESULT_AT = 32;

/** First the initial vector, then a length or a digest that OpenSSL writes; and their addresses. */
class Scratch {
  readonly #block = new NativeBlock(64);
  readonly bytes = this.#block.bytes;
  readonly vector = this.bytes.subarray(0, INITIAL_VECTOR_BYTES);
  readonly vectorAt = this.#block.at(0, INITIAL_VECTOR_BYTES);
  readonly lengthAt = this.#block.at(INITIAL_VECTOR_BYTES, 4);
  readonly resultAt = this.#block.at(RESULT_AT, SHA1_BYTES);

  setVector(vector: Uint8Array): void {
    if (vector !== this.vector) this.vector.set(vector);
  }
}

let scratch: Scratch | null = null;

function shared(): Scratch {
  scratch ??= new Scratch();
  return scratch;
}

/** Room for an initial vector, which the cipher that is called next takes without copying it. */
export function initialVector(): Uint8Array {
  return shared().vector;
}

/** Where bytes of a packet are in its block. */
export interface Span {
  at: number;
  length: number;
}

function contextFor(cipher: bigint, key: Uint8Array, direction: bigint): bigint {
  const { crypto } = library();
  if (key.length !== KEY_BYTES) throw new Error('an AES-128 key has 16 bytes');
  const context = crypto.EVP_CIPHER_CTX_new();
  if (context === NULL) throw new Error('OpenSSL makes no cipher');
  const block = blockOf(key);
  const done = crypto.EVP_CipherInit_ex(context, cipher, NULL, block.at(0, KEY_BYTES), NULL, direction) === 1;
  block.bytes.fill(0);
  if (done) liveObjects.ciphers++;
  if (done) return context;
  crypto.EVP_CIPHER_CTX_free(context);
  throw new Error('OpenSSL does not take the key');
}

/** AES-128-GCM with one key in one direction, in place. After {@link free} nothing succeeds. */
export class AesGcm {
  #context: bigint;

  constructor(key: Uint8Array, direction: 'seal' | 'open') {
    const cipher = library().crypto.EVP_aes_128_gcm();
    this.#context = contextFor(cipher, key, direction === 'seal' ? ENCRYPT : DECRYPT);
  }

  /** Encrypts `data` and writes the tag behind it. `more` is authenticated after `head`. */
  seal(block: NativeBlock, vector: Uint8Array, head: Span, data: Span, more: Span | null): boolean {
    if (!this.#feed(block, vector, head, data, more)) return false;
    const tag = block.at(data.at + data.length, TAG_BYTES);
    const { crypto } = library();
    const { resultAt, lengthAt } = shared();
    if (crypto.EVP_CipherFinal_ex(this.#context, resultAt, lengthAt) !== 1) return false;
    return crypto.EVP_CIPHER_CTX_ctrl(this.#context, CTRL_GET_TAG, TAG_LENGTH, tag) === 1;
  }

  /** Decrypts `data`, behind which the tag is. False when it was not sealed with this key: the data is garbage then. */
  open(block: NativeBlock, vector: Uint8Array, head: Span, data: Span, more: Span | null): boolean {
    const tag = block.at(data.at + data.length, TAG_BYTES);
    if (!this.#feed(block, vector, head, data, more)) return false;
    const { crypto } = library();
    const { resultAt, lengthAt } = shared();
    if (crypto.EVP_CIPHER_CTX_ctrl(this.#context, CTRL_SET_TAG, TAG_LENGTH, tag) !== 1) return false;
    return crypto.EVP_CipherFinal_ex(this.#context, resultAt, lengthAt) === 1;
  }

  /** Idempotent. */
  free(): void {
    const context = this.#context;
    this.#context = NULL;
    if (context === NULL) return;
    liveObjects.ciphers--;
    library().crypto.EVP_CIPHER_CTX_free(context);
  }

  #feed(block: NativeBlock, vector: Uint8Array, head: Span, data: Span, more: Span | null): boolean {
    if (this.#context === NULL) return false;
    const { crypto } = library();
    const own = shared();
    own.setVector(vector);
    const written = own.lengthAt;
    if (crypto.EVP_CipherInit_ex(this.#context, NULL, NULL, NULL, own.vectorAt, KEEP_DIRECTION) !== 1) return false;
    if (!this.#authenticate(block, head) || (more && !this.#authenticate(block, more))) return false;
    if (data.length === 0) return true;
    const from = block.at(data.at, data.length);
    return crypto.EVP_CipherUpdate(this.#context, from, written, from, native(data.length)) === 1;
  }

  /** What is authenticated only. */
  #authenticate(block: NativeBlock, part: Span): boolean {
    const from = block.at(part.at, part.length);
    const written = shared().lengthAt;
    return library().crypto.EVP_CipherUpdate(this.#context, NULL, written, from, native(part.length)) === 1;
  }
}

/** AES-128 in counter mode with one key, in place; the same in both directions. */
export class AesCounter {
  #context: bigint;

  constructor(key: Uint8Array) {
    this.#context = contextFor(library().crypto.EVP_aes_128_ctr(), key, ENCRYPT);
  }

  apply(block: NativeBlock, vector: Uint8Array, data: Span): boolean {
    if (this.#context === NULL) return false;
    if (data.length === 0) return true;
    const { crypto } = library();
    const own = shared();
    own.setVector(vector);
    if (crypto.EVP_CipherInit_ex(this.#context, NULL, NULL, NULL, own.vectorAt, KEEP_DIRECTION) !== 1) return false;
    const from = block.at(data.at, data.length);
    return crypto.EVP_CipherUpdate(this.#context, from, own.lengthAt, from, native(data.length)) === 1;
  }

  /** Idempotent. */
  free(): void {
    const context = this.#context;
    this.#context = NULL;
    if (context === NULL) return;
    liveObjects.ciphers--;
    library().crypto.EVP_CIPHER_CTX_free(context);
  }
}

/** HMAC-SHA1 with one key. */
export class HmacSha1 {
  #context: bigint;

  constructor(key: Uint8Array) {
    const { crypto } = library();
    this.#context = crypto.HMAC_CTX_new();
    if (this.#context === NULL) throw new Error('OpenSSL makes no HMAC');
    liveObjects.ciphers++;
    const block = blockOf(key);
    const from = block.at(0, key.length);
    const done = crypto.HMAC_Init_ex(this.#context, from, native(key.length), crypto.EVP_sha1(), NULL) === 1;
    block.bytes.fill(0);
    if (done) return;
    this.free();
    throw new Error('OpenSSL does not take the key');
  }

  /** The 20 bytes for `data` followed by `more`, valid until the next call of any cipher; null when it fails. */
  digest(block: NativeBlock, data: Span, more: Uint8Array): Uint8Array | null {
    if (this.#context === NULL || more.length > INITIAL_VECTOR_BYTES) return null;
    const { crypto } = library();
    const own = shared();
    own.vector.set(more);
    const context = this.#context;
    if (crypto.HMAC_Init_ex(context, NULL, NULL, NULL, NULL) !== 1) return null;
    if (crypto.HMAC_Update(context, block.at(data.at, data.length), native(data.length)) !== 1) return null;
    if (more.length > 0 && crypto.HMAC_Update(context, own.vectorAt, native(more.length)) !== 1) return null;
    if (crypto.HMAC_Final(context, own.resultAt, own.lengthAt) !== 1) return null;
    return own.bytes.subarray(RESULT_AT, RESULT_AT + SHA1_BYTES);
  }

  /** Idempotent. */
  free(): void {
    const context = this.#context;
    this.#context = NULL;
    if (context === NULL) return;
    liveObjects.ciphers--;
    library().crypto.HMAC_CTX_free(context);
  }
}
