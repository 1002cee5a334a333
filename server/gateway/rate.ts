import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { CommandName } from '#protocol/realtime.ts';
import type { GatewayLimits } from './api.ts';

/** Commands that change something; those of one connection run one after another, in order of arrival. */
const WRITES: ReadonlySet<CommandName> = new Set<CommandName>([
  'conversation.direct',
  'conversation.create',
  'conversation.rename',
  'conversation.read',
  'conversation.leave',
  'member.add',
  'member.remove',
  'message.send',
  'message.forward',
  'message.edit',
  'message.recall',
  'message.react',
  'message.pin',
  'presence.settings',
  'search.rebuild',
  'push.settings',
  'push.register',
  'push.app',
  'push.unregister',
  'push.test',
  'push.quieten',
  'jobs.retry',
  'jobs.forget',
  'contact.request',
  'contact.accept',
  'contact.decline',
  'contact.remove',
  'contact.remark',
  'contact.block',
  'contact.unblock',
  'department.create',
  'department.rename',
  'department.move',
  'department.delete',
  'department.add',
  'department.remove',
  'department.place',
  'conversation.keep',
  'folder.keep',
  'folder.drop',
  'settings.keep',
  'voice.heard',
  'conversation.settings',
  'channel.create',
  'channel.join',
  'thread.follow',
  'thread.read',
  'conversation.set-picture',
  'conversation.dissolve',
  'member.role',
  'member.owner',
  'member.mute',
  'join.create',
  'join.revoke',
  'join.ask',
  'join.decide',
  'join.lift',
  'sticker.keep',
  'sticker.drop',
  'sticker.pack-create',
  'sticker.pack-rename',
  'sticker.pack-remove',
  'plan.create',
  'plan.change',
  'plan.move',
  'plan.cancel',
  'plan.invite',
  'plan.uninvite',
  'plan.organise',
  'plan.answer',
  'plan.feed',
  'meeting.own',
]);

export function isWrite(command: CommandName): boolean {
  return WRITES.has(command);
}

/** How much one person may ask, over all their connections to this process. */
export class CommandRate {
  readonly #all: RateLimiterMemory;
  readonly #writes: RateLimiterMemory;

  constructor(limits: Pick<GatewayLimits, 'commands' | 'writes' | 'rateWindowMs'>) {
    const duration = limits.rateWindowMs / 1000;
    this.#all = new RateLimiterMemory({ keyPrefix: 'all', points: limits.commands, duration });
    this.#writes = new RateLimiterMemory({ keyPrefix: 'write', points: limits.writes, duration });
  }

  /** @throws Failure 'rate.limited' */
  async spend(user: UserId, command: CommandName): Promise<void> {
    try {
      await this.#all.consume(user);
      if (isWrite(command)) await this.#writes.consume(user);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new Failure('rate.limited', { retryAfterMs: Math.max(1, error.msBeforeNext) });
    }
  }
}
