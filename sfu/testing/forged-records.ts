/** A DTLS 1.2 record (RFC 6347 §4.1) that nobody encrypted. */
function record(type: number, epoch: number, body: Buffer): Buffer {
  const head = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 99, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, body]);
}

const [CHANGE_CIPHER, ALERT, HANDSHAKE, DATA] = [20, 21, 22, 23];
const FATAL = Buffer.from([2, 40]);
const CLOSE_NOTIFY = Buffer.from([1, 0]);

/** What somebody could send who knows both addresses and nothing else. */
export const forgedRecords: readonly Buffer[] = [
  record(ALERT, 0, FATAL),
  record(ALERT, 0, CLOSE_NOTIFY),
  record(CHANGE_CIPHER, 0, Buffer.from([1])),
  record(HANDSHAKE, 0, Buffer.alloc(12, 1)),
  record(HANDSHAKE, 0, Buffer.alloc(300)),
  ...[CHANGE_CIPHER, ALERT, HANDSHAKE, DATA].flatMap((type) =>
    Array.from({ length: 40 }, (_, length) => record(type, 1, Buffer.alloc(length, length))),
  ),
  record(DATA, 1, Buffer.alloc(1200, 7)),
  record(DATA, 2, Buffer.alloc(50, 7)),
  record(DATA, 1, Buffer.alloc(10)).subarray(0, 12),
  record(25, 1, Buffer.alloc(24)),
  Buffer.alloc(1),
  Buffer.alloc(1500, 21),
];
