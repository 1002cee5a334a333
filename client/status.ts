import type { FailureCode } from '#protocol/failures.ts';
import type { ConnectionState } from './connection-machine.ts';
import type { Status } from './view.ts';

/** What people are told of the connection: the same object as `before` when nothing of it changed. */
export function statusOf(
  before: Status,
  started: boolean,
  endReason: FailureCode | undefined,
  connection: ConnectionState | undefined,
): Status {
  const status = started ? present(endReason, connection) : ({ at: 'starting' } as const);
  return same(before, status) ? before : status;
}

function present(endReason: FailureCode | undefined, connection: ConnectionState | undefined): Status {
  if (connection === undefined)
    return endReason === undefined ? { at: 'signed-out' } : { at: 'signed-out', reason: endReason };
  switch (connection.at) {
    case 'online':
      return { at: 'online' };
    case 'waiting':
      return { at: 'offline', retryAt: connection.until };
    case 'connecting':
      // The banner doesn't flicker with every further attempt.
      return connection.attempt < 2 ? { at: 'connecting' } : { at: 'offline', retryAt: connection.since };
    case 'stopped':
      return { at: 'connecting' };
  }
}

function same(a: Status, b: Status): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
