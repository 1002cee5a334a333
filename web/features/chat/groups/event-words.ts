import type { EventOf } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { SettingsChange } from '#protocol/group-settings.ts';
import type { Words } from '#web/i18n/words.ts';

/** What the history says of settings, mutes and the end of a group. */
const en = {
  announced: (who: string) => `${who} changed the announcement`,
  announcedNone: (who: string) => `${who} took the announcement down`,
  topic: (who: string, topic: string) => `${who} set the topic: ${topic}`,
  topicNone: (who: string) => `${who} removed the topic`,
  pictured: (who: string) => `${who} changed the group picture`,
  picturedNone: (who: string) => `${who} removed the group picture`,
  lasting: (who: string) => `${who} made the group permanent`,
  until: (who: string, when: string) => `${who} set the group to end on ${when}`,
  postAdmins: (who: string) => `${who} lets only administrators write`,
  postEverybody: (who: string) => `${who} lets everybody write again`,
  inviteAdmins: (who: string) => `${who} lets only administrators add people`,
  inviteEverybody: (who: string) => `${who} lets everybody add people`,
  pinAdmins: (who: string) => `${who} lets only administrators pin messages`,
  pinEverybody: (who: string) => `${who} lets everybody pin messages`,
  mentionAdmins: (who: string) => `${who} lets only administrators mention everybody`,
  mentionEverybody: (who: string) => `${who} lets everybody mention everybody`,
  historyJoining: (who: string) => `${who} hid earlier messages from new members`,
  historyEverything: (who: string) => `${who} shows earlier messages to new members`,
  approvalOn: (who: string) => `${who} turned on approval for joining`,
  approvalOff: (who: string) => `${who} turned off approval for joining`,
  receiptsOn: (who: string) => `${who} turned on read receipts`,
  receiptsOff: (who: string) => `${who} turned off read receipts`,
  several: (who: string) => `${who} changed the settings of the group`,
  muted: (who: string, whom: string) => `${who} muted ${whom}`,
  mutedUntil: (who: string, whom: string, when: string) => `${who} muted ${whom} until ${when}`,
  unmuted: (who: string, whom: string) => `${who} lifted the mute of ${whom}`,
  dissolved: (who: string) => `${who} dissolved the group`,
  ended: 'The time of this group is over',
  meetingChat: 'The chat of the meeting begins here',
};

const zh: typeof en = {
  announced: (who) => `${who}更新了群公告`,
  announcedNone: (who) => `${who}撤下了群公告`,
  topic: (who, topic) => `${who}把主题设为：${topic}`,
  topicNone: (who) => `${who}移除了主题`,
  pictured: (who) => `${who}更换了群头像`,
  picturedNone: (who) => `${who}移除了群头像`,
  lasting: (who) => `${who}把这个群改为长期群`,
  until: (who, when) => `${who}把群的结束时间设为 ${when}`,
  postAdmins: (who) => `${who}设置了仅群主和管理员可以发言`,
  postEverybody: (who) => `${who}允许所有成员发言`,
  inviteAdmins: (who) => `${who}设置了仅群主和管理员可以邀请`,
  inviteEverybody: (who) => `${who}允许所有成员邀请新人`,
  pinAdmins: (who) => `${who}设置了仅群主和管理员可以置顶消息`,
  pinEverybody: (who) => `${who}允许所有成员置顶消息`,
  mentionAdmins: (who) => `${who}设置了仅群主和管理员可以 @所有人`,
  mentionEverybody: (who) => `${who}允许所有成员 @所有人`,
  historyJoining: (who) => `${who}设置了新成员看不到进群前的消息`,
  historyEverything: (who) => `${who}允许新成员查看历史消息`,
  approvalOn: (who) => `${who}开启了进群审批`,
  approvalOff: (who) => `${who}关闭了进群审批`,
  receiptsOn: (who) => `${who}开启了已读回执`,
  receiptsOff: (who) => `${who}关闭了已读回执`,
  several: (who) => `${who}修改了群设置`,
  muted: (who, whom) => `${who}将${whom}禁言`,
  mutedUntil: (who, whom, when) => `${who}将${whom}禁言至 ${when}`,
  unmuted: (who, whom) => `${who}解除了${whom}的禁言`,
  dissolved: (who) => `${who}解散了群组`,
  ended: '这个群的时间到了',
  meetingChat: '会议聊天从这里开始',
};

const eventWords: Words<typeof en> = { en, zh };
type EventWords = typeof en;

interface Naming {
  who: string;
  locale: string;
}

export function settingsWords({ change }: EventOf<'settings-changed'>, { who, locale }: Naming): string {
  const words = wordsIn(locale);
  return Object.keys(change).length === 1 ? oneChange(change, who, locale, words) : words.several(who);
}

function oneChange(change: SettingsChange, who: string, locale: string, words: EventWords): string {
  if (change.announcement !== undefined)
    return (change.announcement === '' ? words.announcedNone : words.announced)(who);
  if (change.avatar !== undefined) return (change.avatar === null ? words.picturedNone : words.pictured)(who);
  if (change.topic !== undefined) return (change.topic === '' ? words.topicNone : words.topic)(who, change.topic);
  if (change.until === null) return words.lasting(who);
  if (change.until !== undefined) return words.until(who, timeIn(change.until, locale));
  if (change.history) return (change.history === 'joining' ? words.historyJoining : words.historyEverything)(who);
  if (change.approval !== undefined) return (change.approval ? words.approvalOn : words.approvalOff)(who);
  if (change.receipts !== undefined) return (change.receipts ? words.receiptsOn : words.receiptsOff)(who);
  return permissionWords(change, who, words);
}

function permissionWords({ post, invite, pin, mentionAll }: SettingsChange, who: string, words: EventWords): string {
  if (post) return (post === 'admins' ? words.postAdmins : words.postEverybody)(who);
  if (invite) return (invite === 'admins' ? words.inviteAdmins : words.inviteEverybody)(who);
  if (pin) return (pin === 'admins' ? words.pinAdmins : words.pinEverybody)(who);
  if (mentionAll) return (mentionAll === 'admins' ? words.mentionAdmins : words.mentionEverybody)(who);
  return words.several(who);
}

export function muteWords({ until }: EventOf<'member-muted'>, whom: string, { who, locale }: Naming): string {
  const words = wordsIn(locale);
  if (until === 0) return words.unmuted(who, whom);
  return until === FOR_GOOD ? words.muted(who, whom) : words.mutedUntil(who, whom, timeIn(until, locale));
}

export function endWords({ timely }: EventOf<'dissolved'>, { who, locale }: Naming): string {
  const words = wordsIn(locale);
  return timely ? words.ended : words.dissolved(who);
}

export function meetingChatWords(locale: string): string {
  return wordsIn(locale).meetingChat;
}

function wordsIn(locale: string): EventWords {
  return locale.startsWith('zh') ? eventWords.zh : eventWords.en;
}

function timeIn(at: number, locale: string): string {
  const day = { month: 'short', day: 'numeric' } as const;
  return new Intl.DateTimeFormat(locale, { ...day, hour: '2-digit', minute: '2-digit', hour12: false }).format(at);
}
