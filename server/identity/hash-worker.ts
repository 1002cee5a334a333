import { hashSync, verifySync } from '@node-rs/argon2';

/** What the password pool asks of a worker thread. */
export type HashTask =
  | { do: 'hash'; password: string; memoryKiB: number; passes: number }
  | { do: 'verify'; password: string; hash: string };

/** Argon2id (RFC 9106) in a thread of its own. 'hash' answers the encoded hash, 'verify' whether it fits. */
export default function work(task: HashTask): string | boolean {
  if (task.do === 'verify') return verifySync(task.hash, task.password);
  return hashSync(task.password, { memoryCost: task.memoryKiB, timeCost: task.passes, parallelism: 1 });
}
