import type { Words } from '#web/i18n/words.ts';

const en = {
  notForYou: 'Only the owner and administrators see this page.',
  invite: 'Invite somebody',
  inviteText: 'One person registers with the link, within a week.',
  makeInvitation: 'Make a link',
  invitation: 'Invitation',
  invitationText: 'Send it to the one whom you invite. It is good once, for a week.',
  find: 'Find somebody by name',
  nobody: (query: string) => `Nobody is called “${query}”.`,
  more: 'Show more',
  loading: 'Loading',
  tryAgain: 'Try again',
  owner: 'Owner',
  admin: 'Administrator',
  actionsFor: (name: string) => `Actions for ${name}`,
  passwordLink: 'Link for a new password',
  passwordLinkText: (name: string) =>
    `Give it to ${name} and nobody else: whoever opens it takes a new password. It is good once, for a day.`,
  makeAdmin: 'Make an administrator',
  makeMember: 'Administrator no more',
  isAdmin: (name: string) => `${name} is an administrator now`,
  isMember: (name: string) => `${name} is no administrator any more`,
};

const zh: typeof en = {
  notForYou: '只有所有者和管理员能看到这一页。',
  invite: '邀请加入',
  inviteText: '一个链接供一人注册，一周内有效。',
  makeInvitation: '生成链接',
  invitation: '邀请链接',
  invitationText: '把它发给你要邀请的人。只能用一次，一周内有效。',
  find: '按姓名查找',
  nobody: (query: string) => `没有找到“${query}”。`,
  more: '显示更多',
  loading: '正在加载',
  tryAgain: '再试一次',
  owner: '所有者',
  admin: '管理员',
  actionsFor: (name: string) => `对${name}的操作`,
  passwordLink: '设置新密码的链接',
  passwordLinkText: (name: string) => `只能交给${name}本人：打开它的人可以设置新密码。只能用一次，一天内有效。`,
  makeAdmin: '设为管理员',
  makeMember: '取消管理员',
  isAdmin: (name: string) => `${name}已成为管理员`,
  isMember: (name: string) => `${name}不再是管理员`,
};

export const peopleWords: Words<typeof en> = { en, zh };
