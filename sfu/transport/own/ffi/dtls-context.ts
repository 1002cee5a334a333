import { createHash, type KeyObject } from 'node:crypto';
import { library } from './library.ts';
import { liveObjects } from './live-objects.ts';
import { blockOf, blockOfText, NULL, native } from './memory.ts';

const CTRL_SET_MIN_PROTO_VERSION = 123n;
const CTRL_SET_SESS_CACHE_MODE = 44n;
const DTLS_1_2 = 0xfefdn;
const OP_NO_QUERY_MTU = 0x1000n;
const OP_NO_TICKET = 1n << 14n;
const OP_NO_RENEGOTIATION = 1n << 30n;
const VERIFY_PEER_OR_FAIL = 3n;
const EVP_PKEY_EC = 408n;
/** Only AES-GCM: the record filter counts on the overhead of its records. */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');
const SRTP_PROFILES = 'SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80';

/** A certificate with its key, and what all DTLS sessions that show it have in common. Lives until {@link free}. */
export class DtlsContext {
  /** `sha-256 AB:CD:…`. */
  readonly fingerprint: string;
  #context = NULL;

  /** `certificate` is DER, the key one of P-256. Throws when OpenSSL takes offence at anything. */
  constructor(certificate: Uint8Array, key: KeyObject) {
    const digest = createHash('sha256').update(certificate).digest('hex').toUpperCase();
    this.fingerprint = `sha-256 ${digest.match(/../g)?.join(':') ?? ''}`;
    const { crypto } = library();
    crypto.ERR_clear_error();
    this.#context = crypto.SSL_CTX_new(crypto.DTLS_method());
    if (this.#context === NULL) throw new Error('OpenSSL makes no DTLS context');
    liveObjects.contexts++;
    try {
      this.#configure(certificate, key.export({ type: 'sec1', format: 'der' }));
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** For {@link DtlsSession} only. Throws after {@link free}. */
  get pointer(): bigint {
    if (this.#context === NULL) throw new Error('the DTLS context has been freed');
    return this.#context;
  }

  /** Sessions made before may live on. Idempotent. */
  free(): void {
    const context = this.#context;
    this.#context = NULL;
    if (context === NULL) return;
    liveObjects.contexts--;
    library().crypto.SSL_CTX_free(context);
  }

  #configure(certificate: Uint8Array, key: Uint8Array): void {
    const { crypto } = library();
    const context = this.#context;
    const [cert, keyBlock] = [blockOf(certificate), blockOf(key)];
    const [ciphers, profiles] = [blockOfText(CIPHERS), blockOfText(SRTP_PROFILES)];
    const done = [
      crypto.SSL_CTX_ctrl(context, CTRL_SET_MIN_PROTO_VERSION, DTLS_1_2, NULL) === 1,
      crypto.SSL_CTX_set_options(context, OP_NO_QUERY_MTU | OP_NO_TICKET | OP_NO_RENEGOTIATION) !== NULL,
      crypto.SSL_CTX_set_cipher_list(context, ciphers.at(0, CIPHERS.length + 1)) === 1,
      crypto.SSL_CTX_use_certificate_ASN1(context, native(certificate.length), cert.at(0, certificate.length)) === 1,
      crypto.SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, context, keyBlock.at(0, key.length), native(key.length)) === 1,
      // This one answers 0 when all is well.
      crypto.SSL_CTX_set_tlsext_use_srtp(context, profiles.at(0, SRTP_PROFILES.length + 1)) === 0,
      crypto.SSL_CTX_dane_enable(context) === 1,
    ];
    crypto.SSL_CTX_ctrl(context, CTRL_SET_SESS_CACHE_MODE, NULL, NULL);
    crypto.SSL_CTX_set_verify(context, VERIFY_PEER_OR_FAIL, NULL);
    const refused = done.indexOf(false);
    if (refused !== -1) throw new Error(`OpenSSL refuses step ${refused} of a DTLS context`);
  }
}
