import { newId } from '#kernel/ids.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import { anyText, type Chooser } from '../../../testing/fuzz.ts';
import type { GroupCommands } from '../commands.ts';

export type GroupCommand = keyof GroupCommands;

/** What came up so far and may come up again. */
export interface Around {
  conversation: string;
  clientId: string;
  person: () => string;
  /** Ends of links. */
  tokens: readonly [string, ...string[]];
}

const COMMANDS: ReadonlySet<string> = new Set<GroupCommand>([
  'conversation.settings',
  'conversation.announcements',
  'conversation.faces',
  'conversation.picture',
  'conversation.set-picture',
  'conversation.dissolve',
  'member.role',
  'member.owner',
  'member.mute',
  'join.create',
  'join.links',
  'join.revoke',
  'join.look',
  'join.ask',
  'join.requests',
  'join.decide',
  'join.bans',
  'join.lift',
]);

export function isGroupCommand(name: string): name is GroupCommand {
  return COMMANDS.has(name);
}

/** Parameters of the right shape, with anything in them. */
export function anyGroupParams(choose: Chooser, name: GroupCommand, around: Around): object {
  const { conversation, clientId, person, tokens } = around;
  const writing = { clientId, conversation };
  switch (name) {
    case 'conversation.settings':
      return { ...writing, change: anyChange(choose) };
    case 'conversation.announcements':
    case 'join.links':
    case 'join.requests':
      return { conversation };
    case 'conversation.faces':
      return { conversations: [...new Set([conversation, newId('c')])] };
    case 'conversation.picture':
      return { conversation, name: 'a'.repeat(26), size: choose.of(['large', 'small']) };
    case 'conversation.set-picture':
      return { ...writing, picture: choose.chance(0.7) ? null : anyPicture(choose) };
    case 'conversation.dissolve':
      // Rarely of a group that others still use.
      return choose.chance(0.02) ? writing : { ...writing, conversation: newId('c') };
    case 'member.role':
      return { ...writing, member: person(), role: choose.of(['admin', 'member']) };
    case 'member.owner':
      return { ...writing, member: person() };
    case 'member.mute':
      return { ...writing, member: person(), until: choose.of([0, 1, FOR_GOOD, FOR_GOOD + 1, choose.below(1e9)]) };
    case 'join.create':
      return {
        conversation,
        ...(choose.chance(0.5) ? { lastsMs: choose.of([60_000, 3_600_000]) } : {}),
        ...(choose.chance(0.5) ? { mostUses: 1 + choose.below(3) } : {}),
      };
    case 'join.revoke':
      return { conversation, link: `l_${'0'.repeat(20)}` };
    case 'join.look':
      return { token: choose.of(tokens) };
    case 'join.ask':
      return { token: choose.of(tokens), word: anyText(choose).slice(0, 200) };
    case 'join.decide':
      return { conversation, user: person(), accept: choose.chance(0.6), ...(choose.chance(0.1) ? { ban: true } : {}) };
    case 'join.bans':
      return { conversation, ...(choose.chance(0.5) ? {} : { page: choose.of(['', '1.x', `1.${person()}`]) }) };
    case 'join.lift':
      return { conversation, user: person() };
  }
}

function anyChange(choose: Chooser): object {
  const who = choose.of(['everybody', 'everybody', 'admins']);
  return choose.of<object>([
    { post: who },
    { invite: who, pin: who, mentionAll: who },
    { announcement: anyText(choose).slice(0, 2000) },
    { history: choose.of(['everything', 'joining']) },
    { approval: choose.chance(0.3), receipts: choose.chance(0.5) },
    { until: choose.of([null, 0, 1, Number.MAX_SAFE_INTEGER, choose.below(1e12)]) },
  ]);
}

function anyPicture(choose: Chooser): object {
  const base64 = () => Buffer.from(`${anyText(choose).slice(0, 900)}abc`).toString('base64');
  return { large: base64(), small: base64() };
}
