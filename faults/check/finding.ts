/** What must not be. */
export type Wrong =
  | 'lost'
  | 'doubled'
  | 'reordered'
  | 'shown to the wrong person'
  | 'different'
  | 'file'
  | 'not found'
  | 'stuck'
  | 'died';

export interface Finding {
  readonly wrong: Wrong;
  readonly what: string;
}
