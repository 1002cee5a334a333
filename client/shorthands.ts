import { randomText } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { Client } from './api.ts';

/** What the client does by one change or one command of those that it makes anyway. */
export abstract class Shorthands {
  abstract change(...change: Parameters<Client['change']>): void;
  abstract call<Name extends SessionCommand>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>;

  edit(id: ConversationId, seq: number, text: string, mentions: readonly string[] = []): void {
    const named = mentions.length === 0 ? {} : { mentions: [...mentions] };
    this.change(id, { type: 'edited', target: seq, text, ...named });
  }

  recall(id: ConversationId, seq: number): void {
    this.change(id, { type: 'recalled', target: seq });
  }

  react(id: ConversationId, seq: number, emoji: string, on: boolean): void {
    this.change(id, { type: 'reacted', target: seq, emoji, on });
  }

  pin(id: ConversationId, seq: number, on: boolean): void {
    this.change(id, { type: 'pinned', target: seq, on });
  }

  async rename(conversation: ConversationId, title: string): Promise<void> {
    await this.call('conversation.rename', { clientId: randomText(20), conversation, title });
  }

  async leave(conversation: ConversationId): Promise<void> {
    await this.call('conversation.leave', { clientId: randomText(20), conversation });
  }

  async addMembers(conversation: ConversationId, members: readonly UserId[]): Promise<void> {
    await this.call('member.add', { clientId: randomText(20), conversation, members: [...members] });
  }

  async removeMember(conversation: ConversationId, member: UserId): Promise<void> {
    await this.call('member.remove', { clientId: randomText(20), conversation, member });
  }
}
