import { FAILURES, type FailureBody, type FailureCode, type Language } from '#protocol/failures.ts';

/** Something that went wrong and that the person who asked is told, by a code of the one table of failures. */
export class Failure extends Error {
  override name = 'Failure';
  readonly code: FailureCode;
  readonly detail: Omit<FailureBody, 'code' | 'message'>;

  /** `options.cause` is for whoever looks for the reason; it is never told to the person. */
  constructor(code: FailureCode, detail: Omit<FailureBody, 'code' | 'message'> = {}, options: ErrorOptions = {}) {
    super(code, options);
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return FAILURES[this.code].status;
  }

  body(language: Language = 'en'): FailureBody {
    return { code: this.code, message: FAILURES[this.code][language], ...this.detail };
  }
}

/** The failure that `error` is, or a 'server.bug' in its place. The caller logs what was replaced. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('server.bug');
}
