/** RFC 6347 §4.1: type, version, epoch, sequence number, length. */
const HEADER_BYTES = 13;
/** The explicit nonce and the tag of AES-GCM, which all our suites have. */
const ENCRYPTION_BYTES = 24;
const [CHANGE_CIPHER_SPEC, ALERT, APPLICATION_DATA] = [20, 21, 23];

/** True for what may be DTLS among what comes to a media port (RFC 7983). */
export function looksLikeDtls(bytes: Uint8Array): boolean {
  const type = bytes[0] ?? 0;
  return bytes.length > HEADER_BYTES && type >= 20 && type <= 63;
}

/**
 * Whether OpenSSL may see a datagram. It ends a session for an encrypted record that is shorter than encryption makes
 * any, and believes alerts that nobody encrypted: both can be forged by anybody who knows the client's address. So a
 * client that refuses our handshake is not heard, and the handshake ends by time.
 */
export function isAcceptable(bytes: Uint8Array): boolean {
  if (bytes.length <= HEADER_BYTES) return false;
  for (let at = 0; at < bytes.length; ) {
    if (at + HEADER_BYTES > bytes.length) return false;
    const type = bytes[at] ?? 0;
    const encrypted = ((bytes[at + 3] ?? 0) | (bytes[at + 4] ?? 0)) !== 0;
    const length = ((bytes[at + 11] ?? 0) << 8) | (bytes[at + 12] ?? 0);
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) return false;
    if (encrypted ? length < ENCRYPTION_BYTES : length === 0) return false;
    if (!encrypted && (type === APPLICATION_DATA || type === ALERT)) return false;
    at += HEADER_BYTES + length;
    if (at > bytes.length) return false;
  }
  return true;
}

/** Puts records, one after the other, into datagrams of at most `mtu` bytes; a record is never cut. */
export function toDatagrams(records: Uint8Array, mtu: number): Uint8Array[] {
  const datagrams: Uint8Array[] = [];
  let start = 0;
  let at = 0;
  while (at + HEADER_BYTES <= records.length) {
    const end = at + HEADER_BYTES + (((records[at + 11] ?? 0) << 8) | (records[at + 12] ?? 0));
    if (end - start > mtu && at > start) {
      datagrams.push(records.subarray(start, at));
      start = at;
    }
    at = end;
  }
  if (at > start) datagrams.push(records.subarray(start, at));
  return datagrams;
}
