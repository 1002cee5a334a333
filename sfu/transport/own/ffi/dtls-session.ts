import type { DtlsContext } from './dtls-context.ts';
import { library } from './library.ts';
import { liveObjects } from './live-objects.ts';
import { blockOfText, NativeBlock, NULL, native } from './memory.ts';

const CTRL_SET_MTU = 17n;
const CTRL_HANDLE_TIMEOUT = 74n;
/** DANE-EE, the whole certificate (RFC 6698 §2.1). */
const [USAGE_END_ENTITY, SELECTOR_CERTIFICATE] = [3n, 0n];
const ERROR_NONE = 0;
const ERROR_WANT_READ = 2;
const ERROR_WANT_WRITE = 3;
const EXPORTER_LABEL = 'EXTRACTOR-dtls_srtp';
/** More than any datagram that a peer of ours sends. */
const MAX_INPUT_BYTES = 4096;
/** A whole TLS record, or what a flight of a handshake may come to. */
const MAX_OUTPUT_BYTES = 32_768;

/** RFC 5764 §4.1.2 and RFC 7714 §14.2: ids of the protection profiles. */
export const SRTP_AES128_CM_SHA1_80 = 0x0001;
export const SRTP_AEAD_AES_128_GCM = 0x0007;

export type DtlsProgress = 'handshaking' | 'ready' | 'ended';

let scratch: { input: NativeBlock; output: NativeBlock; plain: NativeBlock; label: NativeBlock } | null = null;

/** Shared by all sessions: nothing stays in it between two calls, but what was read last. */
function blocks() {
  scratch ??= {
    input: new NativeBlock(MAX_INPUT_BYTES),
    output: new NativeBlock(MAX_OUTPUT_BYTES),
    plain: new NativeBlock(MAX_OUTPUT_BYTES),
    label: blockOfText(EXPORTER_LABEL),
  };
  return scratch;
}

/** The peer's certificate, as in `a=fingerprint`. */
export interface DtlsFingerprint {
  algorithm: 'sha-256' | 'sha-512';
  digest: Uint8Array;
}

/**
 * One DTLS connection over memory: records go in and out as bytes. All methods do nothing once it has been freed.
 *
 * The certificate is checked against the fingerprint within the handshake (as if DANE had named it), so a session is
 * never ready with somebody else.
 */
export class DtlsSession {
  #ssl = NULL;
  #input = NULL;
  #output = NULL;

  /** Throws when OpenSSL has no memory or does not take the fingerprint. */
  constructor(context: DtlsContext, role: 'server' | 'client', peer: DtlsFingerprint, mtu: number) {
    const { crypto } = library();
    crypto.ERR_clear_error();
    this.#ssl = crypto.SSL_new(context.pointer);
    if (this.#ssl !== NULL) liveObjects.sessions++;
    this.#input = crypto.BIO_new(crypto.BIO_s_mem());
    this.#output = crypto.BIO_new(crypto.BIO_s_mem());
    if (this.#ssl === NULL || this.#input === NULL || this.#output === NULL) {
      for (const bio of [this.#input, this.#output]) if (bio !== NULL) crypto.BIO_free(bio);
      this.free();
      throw new Error('OpenSSL makes no DTLS session');
    }
    crypto.SSL_set_bio(this.#ssl, this.#input, this.#output);
    crypto.SSL_ctrl(this.#ssl, CTRL_SET_MTU, native(mtu), NULL);
    if (!this.#expect(peer)) {
      this.free();
      throw new Error('OpenSSL does not take the fingerprint');
    }
    if (role === 'server') crypto.SSL_set_accept_state(this.#ssl);
    else crypto.SSL_set_connect_state(this.#ssl);
  }

  /** Puts in one datagram whose records are whole. False when it is too long. */
  put(datagram: Uint8Array): boolean {
    if (this.#ssl === NULL || datagram.length === 0 || datagram.length > MAX_INPUT_BYTES) return false;
    const { input } = blocks();
    input.bytes.set(datagram);
    const { length } = datagram;
    return library().crypto.BIO_write(this.#input, input.at(0, length), native(length)) === length;
  }

  /** Goes on with the handshake as far as it goes. */
  shakeHands(): DtlsProgress {
    if (this.#ssl === NULL) return 'ended';
    const { crypto } = library();
    crypto.ERR_clear_error();
    const result = crypto.SSL_do_handshake(this.#ssl);
    if (result === 1) return 'ready';
    return this.#mayGoOn(result) ? 'handshaking' : 'ended';
  }

  /** The next piece of application data, valid until any session reads again; null for none, `ended` at the end. */
  read(): Uint8Array | 'ended' | null {
    if (this.#ssl === NULL) return 'ended';
    const { crypto } = library();
    const { plain } = blocks();
    crypto.ERR_clear_error();
    const length = crypto.SSL_read(this.#ssl, plain.at(0, MAX_OUTPUT_BYTES), native(MAX_OUTPUT_BYTES));
    if (length > 0) return plain.bytes.subarray(0, Math.min(length, MAX_OUTPUT_BYTES));
    return this.#mayGoOn(length) ? null : 'ended';
  }

  /** Encrypts application data of one record. False when it was not taken. */
  write(data: Uint8Array): boolean {
    if (this.#ssl === NULL || data.length === 0 || data.length > MAX_INPUT_BYTES) return false;
    const { crypto } = library();
    const { input } = blocks();
    input.bytes.set(data);
    crypto.ERR_clear_error();
    return crypto.SSL_write(this.#ssl, input.at(0, data.length), native(data.length)) === data.length;
  }

  /** The records to be sent, one after the other, as a copy; null for none. */
  drain(): Buffer | null {
    if (this.#ssl === NULL) return null;
    const { output } = blocks();
    const room = native(MAX_OUTPUT_BYTES);
    const length = library().crypto.BIO_read(this.#output, output.at(0, MAX_OUTPUT_BYTES), room);
    return length > 0 ? Buffer.from(output.bytes.subarray(0, Math.min(length, MAX_OUTPUT_BYTES))) : null;
  }

  /** Lets OpenSSL resend its last flight if it thinks that it is time. False when it has given up. */
  handleTimeout(): boolean {
    if (this.#ssl === NULL) return false;
    const { crypto } = library();
    crypto.ERR_clear_error();
    return crypto.SSL_ctrl(this.#ssl, CTRL_HANDLE_TIMEOUT, NULL, NULL) >= 0;
  }

  /** Writes close_notify. */
  sayGoodbye(): void {
    if (this.#ssl === NULL) return;
    const { crypto } = library();
    crypto.ERR_clear_error();
    crypto.SSL_shutdown(this.#ssl);
  }

  /** The SRTP profile that was agreed on; null for none. */
  srtpProfile(): number | null {
    if (this.#ssl === NULL) return null;
    const { crypto, peek } = library();
    // struct { const char *name; unsigned long id; }
    const profile = crypto.SSL_get_selected_srtp_profile(this.#ssl);
    return profile === NULL ? null : peek(profile, 16).readUInt32LE(8);
  }

  /** RFC 5764 §4.2: both keys, then both salts, the client's first. */
  exportKeys(length: number): Buffer | null {
    if (this.#ssl === NULL || length > MAX_OUTPUT_BYTES) return null;
    const { crypto } = library();
    const { output, label } = blocks();
    const [out, name] = [output.at(0, length), label.at(0, EXPORTER_LABEL.length)];
    const size = native(EXPORTER_LABEL.length);
    if (crypto.SSL_export_keying_material(this.#ssl, out, native(length), name, size, NULL, NULL, NULL) !== 1)
      return null;
    const keys = Buffer.from(output.bytes.subarray(0, length));
    output.bytes.fill(0, 0, length);
    return keys;
  }

  /** Idempotent. */
  free(): void {
    const ssl = this.#ssl;
    this.#ssl = NULL;
    this.#input = NULL;
    this.#output = NULL;
    if (ssl === NULL) return;
    liveObjects.sessions--;
    // The BIOs belong to it.
    library().crypto.SSL_free(ssl);
  }

  #expect(peer: DtlsFingerprint): boolean {
    const { crypto } = library();
    const { input } = blocks();
    const { length } = peer.digest;
    if (length !== (peer.algorithm === 'sha-256' ? 32 : 64)) return false;
    if (crypto.SSL_dane_enable(this.#ssl, NULL) !== 1) return false;
    input.bytes.set(peer.digest);
    const matching = peer.algorithm === 'sha-256' ? 1n : 2n;
    const [data, size] = [input.at(0, length), native(length)];
    return crypto.SSL_dane_tlsa_add(this.#ssl, USAGE_END_ENTITY, SELECTOR_CERTIFICATE, matching, data, size) === 1;
  }

  #mayGoOn(result: number): boolean {
    const error = library().crypto.SSL_get_error(this.#ssl, native(result));
    return error === ERROR_NONE || error === ERROR_WANT_READ || error === ERROR_WANT_WRITE;
  }
}
