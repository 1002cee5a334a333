/** A request that says more than JSON: headers of its own, and perhaps bytes. */
export class RawBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;

  constructor(headers: Readonly<Record<string, string>>, bytes?: Uint8Array<ArrayBuffer>) {
    this.headers = headers;
    this.bytes = bytes;
  }
}
