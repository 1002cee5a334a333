import { createRequire } from 'node:module';
import { endianness } from 'node:os';

type Ffi = typeof import('node:ffi');

/** Every argument in a register of its own: lengths and flags too. */
const P = 'pointer';

/**
 * What is called of the OpenSSL inside `node`, and of the C library.
 *
 * Numbers are passed as pointers: on x86-64 and arm64 an `int` in a register is the low half of a pointer there, and
 * node:ffi calls functions that take only pointers directly (about 15 ns), all others through libffi (250 ns). No
 * function with more than eight arguments is here, since those past the registers are laid out differently.
 */
const CRYPTO = {
  SSL_CTX_new: { arguments: [P], return: P },
  SSL_CTX_free: { arguments: [P], return: 'void' },
  SSL_CTX_ctrl: { arguments: [P, P, P, P], return: 'i32' },
  SSL_CTX_set_options: { arguments: [P, P], return: P },
  SSL_CTX_set_cipher_list: { arguments: [P, P], return: 'i32' },
  SSL_CTX_set_verify: { arguments: [P, P, P], return: 'void' },
  SSL_CTX_dane_enable: { arguments: [P], return: 'i32' },
  SSL_CTX_use_certificate_ASN1: { arguments: [P, P, P], return: 'i32' },
  SSL_CTX_use_PrivateKey_ASN1: { arguments: [P, P, P, P], return: 'i32' },
  SSL_CTX_set_tlsext_use_srtp: { arguments: [P, P], return: 'i32' },
  DTLS_method: { arguments: [], return: P },
  SSL_new: { arguments: [P], return: P },
  SSL_free: { arguments: [P], return: 'void' },
  SSL_ctrl: { arguments: [P, P, P, P], return: 'i32' },
  SSL_set_bio: { arguments: [P, P, P], return: 'void' },
  SSL_set_accept_state: { arguments: [P], return: 'void' },
  SSL_set_connect_state: { arguments: [P], return: 'void' },
  SSL_dane_enable: { arguments: [P, P], return: 'i32' },
  SSL_dane_tlsa_add: { arguments: [P, P, P, P, P, P], return: 'i32' },
  SSL_do_handshake: { arguments: [P], return: 'i32' },
  SSL_read: { arguments: [P, P, P], return: 'i32' },
  SSL_write: { arguments: [P, P, P], return: 'i32' },
  SSL_shutdown: { arguments: [P], return: 'i32' },
  SSL_get_error: { arguments: [P, P], return: 'i32' },
  SSL_get_selected_srtp_profile: { arguments: [P], return: P },
  SSL_export_keying_material: { arguments: [P, P, P, P, P, P, P, P], return: 'i32' },
  BIO_s_mem: { arguments: [], return: P },
  BIO_new: { arguments: [P], return: P },
  BIO_free: { arguments: [P], return: 'i32' },
  BIO_read: { arguments: [P, P, P], return: 'i32' },
  BIO_write: { arguments: [P, P, P], return: 'i32' },
  ERR_clear_error: { arguments: [], return: 'void' },
  EVP_CIPHER_CTX_new: { arguments: [], return: P },
  EVP_CIPHER_CTX_free: { arguments: [P], return: 'void' },
  EVP_CIPHER_CTX_ctrl: { arguments: [P, P, P, P], return: 'i32' },
  EVP_CipherInit_ex: { arguments: [P, P, P, P, P, P], return: 'i32' },
  EVP_CipherUpdate: { arguments: [P, P, P, P, P], return: 'i32' },
  EVP_CipherFinal_ex: { arguments: [P, P, P], return: 'i32' },
  EVP_aes_128_gcm: { arguments: [], return: P },
  EVP_aes_128_ctr: { arguments: [], return: P },
  EVP_sha1: { arguments: [], return: P },
  HMAC_CTX_new: { arguments: [], return: P },
  HMAC_CTX_free: { arguments: [P], return: 'void' },
  HMAC_Init_ex: { arguments: [P, P, P, P, P], return: 'i32' },
  HMAC_Update: { arguments: [P, P, P], return: 'i32' },
  HMAC_Final: { arguments: [P, P, P], return: 'i32' },
} as const;

const SOCKETS = {
  sendmmsg: { arguments: [P, P, P, P], return: 'i32' },
  recvmmsg: { arguments: [P, P, P, P, P], return: 'i32' },
  socket: { arguments: [P, P, P], return: 'i32' },
  bind: { arguments: [P, P, P], return: 'i32' },
  setsockopt: { arguments: [P, P, P, P, P], return: 'i32' },
  close: { arguments: [P], return: 'i32' },
  __errno_location: { arguments: [], return: P },
} as const;

type Calls<Signatures extends Parameters<Ffi['dlopen']>[1] & object> = ReturnType<
  typeof import('node:ffi').dlopen<Signatures>
>['functions'];
export type CryptoCalls = Calls<typeof CRYPTO>;
export type SocketCalls = Calls<typeof SOCKETS>;

export interface Library {
  readonly crypto: CryptoCalls;
  /** Null where packets cannot be sent in batches: everywhere but on Linux. */
  readonly sockets: SocketCalls | null;
  /** Bytes of native memory, copied. */
  peek(address: bigint, length: number): Buffer;
  addressOf(memory: ArrayBuffer): bigint;
  /** Why the last call of {@link sockets} failed; right after it. */
  errno(): number;
}

let opened: Library | string | null = null;

/** The symbols of this process, or why they cannot be used. Looked up once. */
export function openLibrary(): Library | string {
  opened ??= lookUp();
  return opened;
}

function lookUp(): Library | string {
  const { platform, arch } = process;
  if (platform !== 'linux' && platform !== 'darwin') return `no calls into ${platform} yet`;
  if ((arch !== 'x64' && arch !== 'arm64') || endianness() !== 'LE') return `no calls on ${arch} yet`;
  try {
    const ffi: Ffi = createRequire(import.meta.url)('node:ffi');
    const sockets = platform === 'linux' ? ffi.dlopen(null, SOCKETS).functions : null;
    return {
      crypto: ffi.dlopen(null, CRYPTO).functions,
      sockets,
      errno: () => (sockets ? ffi.getInt32(sockets.__errno_location()) : 0),
      peek: (address, length) => ffi.toBuffer(address, length),
      addressOf: (memory) => ffi.getRawPointer(memory),
    };
  } catch (error) {
    return error instanceof Error ? error.message : 'node:ffi is not there';
  }
}

/** The symbols, where {@link openLibrary} has been asked before. Throws where they are missing. */
export function library(): Library {
  const found = openLibrary();
  if (typeof found === 'string') throw new Error(`no own media transport: ${found}`);
  return found;
}
