/** Bounds that both sides know. Sizes in characters are UTF-16 code units, as `string.length` counts them. */
export const LIMITS = {
  /** A message's text, in UTF-8 bytes. */
  textBytes: 64 * 1024,
  /** A WebSocket frame from a client, in bytes: the longest text, escaped, and its envelope. */
  frameBytes: 512 * 1024,
  nicknameChars: 40,
  realNameChars: 40,
  jobChars: 60,
  signatureChars: 100,
  statusChars: 40,
  titleChars: 60,
  passwordMinChars: 8,
  passwordMaxChars: 128,
  usernameMinChars: 3,
  usernameMaxChars: 32,
  emailChars: 254,
  groupMembers: 1000,
  channelMembers: 10_000,
  /** Members in one page of `conversation.members`: groups of no more are told whole. */
  memberPage: 200,
  topicChars: 120,
  /** Channels in one page of `channel.browse`. */
  channelPage: 30,
  /** In channels with this many members it is told no more who comes and goes. */
  quietJoins: 100,
  /** Of conversations with more members, those who don't look at them get counters. */
  countersFrom: 200,
  /** Conversations that one connection looks at. */
  conversationsInView: 30,
  /** How many people one command may add. */
  addAtOnce: 200,
  pageSize: 100,
  /** People whom one message may mention. */
  mentions: 100,
  /** Unread mentions of one person in one conversation that are told; of more, the newest. */
  unreadMentions: 1000,
  /** A quoted text, in characters. */
  excerptChars: 140,
  /** Kinds of reactions to one message. */
  reactionKinds: 20,
  /** Those who reacted whom a line names; of more, the first. */
  reactionNames: 20,
  emojiChars: 40,
  /** How often one message may be edited. */
  edits: 200,
  /** People whose faces stand under a message with a thread. */
  threadFaces: 3,
  /** People who follow one thread; nobody else can. */
  threadFollowers: 200,
  /** Threads that one person follows; of more, the one that was quiet for longest is left. */
  threadsFollowed: 300,
  /** Threads in one page of `thread.list`. */
  threadPage: 20,
  /** Pinned messages of one conversation. */
  pins: 100,
  /** Conversations in one page of `hello`. */
  helloPage: 50,
  /** Conversations at the top of one person's list. */
  listPins: 50,
  folders: 20,
  folderNameChars: 12,
  folderConversations: 200,
  folderOrder: 1_000_000,
  /** In larger conversations nobody is told who has read. */
  receiptMembers: 200,
  /** Conversations whose read marks one connection follows; past it, the one asked for first is dropped. */
  readsInView: 8,
  searchChars: 60,
  /** What is looked for in messages. */
  queryChars: 200,
  searchPage: 20,
  /** Messages and conversations in a first look. */
  searchFew: 5,
  /** A piece of a message that was found. */
  snippetChars: 160,
  /** Days that are asked for at once: six weeks. */
  daysAtOnce: 42,
  /** What names an app to the push service of its system. */
  pushTokenChars: 4096,
  /** People whose presence one connection follows. */
  presenceInView: 200,
  /** In larger groups nobody is told who is typing. */
  typingMembers: 50,
  placeNameChars: 100,
  departmentChars: 60,
  departmentTitleChars: 60,
  departments: 2000,
  departmentDepth: 10,
  departmentMembers: 5000,
  /** Departments of one person. */
  departmentPlaces: 20,
  /** People in one page of a department. */
  departmentPage: 50,
  /** A file with people and their departments, in bytes and rows. */
  importBytes: 2 * 1024 * 1024,
  importRows: 5000,
  /** What is said with a request to become a contact. */
  requestWordChars: 100,
  contacts: 2000,
  /** Requests that one person has made and received and that nobody has answered. */
  requestsOut: 200,
  requestsIn: 500,
  /** People of whom one person keeps anything: contacts, requests, own names, blocks. */
  contactRows: 4000,
  /** Messages that one command forwards, and in one bundle. */
  bundleItems: 100,
  /** Bundles in one another. */
  bundleDepth: 3,
  bundleTitleChars: 100,
  /** A bundle as JSON, in UTF-8 bytes. */
  bundleBytes: 128 * 1024,
  /** Between two nudges of one person by another, in ms. */
  nudgeMs: 10_000,
  /** One sticker, in bytes, and the most it measures, in px a side. */
  stickerBytes: 512 * 1024,
  stickerPx: 512,
  stickerChars: 40,
  stickerPackTitleChars: 30,
  /** Packs that one person has, the favourites besides. */
  stickerPacks: 20,
  /** Stickers in one pack. */
  stickersInPack: 120,
  /** Stickers that one person has made, those that are in no pack any more included. */
  stickersMade: 500,
  /** An address whose page is previewed. */
  previewUrlChars: 2000,
  previewTitleChars: 200,
  previewTextChars: 300,
  /** A group's announcement, in characters. */
  announcementChars: 2000,
  /** Announcements of a group that are told; of more, the newest. */
  announcementsTold: 50,
  /** The furthest off that a temporary group may end, in ms. */
  temporaryMs: 366 * 86_400_000,
  /** Faces that make a group's picture. */
  groupFaces: 9,
  /** Links of one group that are good at a time. */
  joinLinks: 20,
  /** People who wait to be let into one group. */
  joinRequests: 200,
  joinWordChars: 200,
  /** People who may not come back into one group. */
  bans: 1000,
  pollQuestionChars: 300,
  pollOptions: 10,
  pollOptionChars: 100,
  /** Those who chose an option whom a line names; of more, the first. */
  pollNames: 20,
  /** Those who chose an option whom `poll.voters` names. */
  pollVoters: 1000,
  /** Starred messages of one person. */
  stars: 1000,
  /** Messages that one command takes away for its person. */
  eraseAtOnce: 100,
  drafts: 100,
  draftChars: 10_000,
  /** Messages of one person that wait for their time, and how far ahead that may be. */
  scheduled: 100,
  scheduledAheadMs: 366 * 86_400_000,
  /** Those whom one @here may mean. */
  here: 1000,
  /** In larger groups nobody calls: there are meetings. */
  callGroup: 200,
  /** Larger groups are not rung: who is there sees that a call goes on. */
  callRings: 32,
  /** People who are in one call or whom it rings, at a time. */
  callPeople: 32,
  /** People whom one call knows of: those who were in it, or whom it rang. */
  callKnown: 256,
  callInvites: 20,
  /** How long a call rings, in ms. */
  callRingMs: 45_000,
  /** How long somebody waits alone in the call of a group before it is over, in ms. */
  callAloneMs: 300_000,
  /** Calls in one page of `call.log`, and others whom a line of it names. */
  callPage: 30,
  callFaces: 4,
  fileNameChars: 255,
  /** A voice message: ms, bars of its picture, and bytes of its sound. */
  voiceMs: 15 * 60_000,
  voiceBars: 64,
  voiceBytes: 32 * 1024 * 1024,
  /** Voice messages told as heard by one command, and those of a conversation that are known one by one. */
  heardAtOnce: 50,
  heardSeqs: 200,
  filesInMessage: 20,
  /** Messages whose files one command opens. */
  fileKeysAtOnce: 50,
  /** Uploads of one person that aren't complete. */
  uploads: 200,
  /** A picture that is shown as one: bytes, px a side, and px in all. */
  pictureBytes: 64 * 1024 * 1024,
  pictureSidePx: 65_535,
  picturePx: 100_000_000,
  /** The picture that stands for a video, in bytes. */
  posterBytes: 512 * 1024,
  /** A part of an upload that has a checksum, in bytes. */
  checkedPartBytes: 64 * 1024 * 1024,
  meetingTitleChars: 60,
  /** People whom the host of one meeting keeps out. */
  meetingRemoved: 500,
  meetingNumberDigits: 9,
  /** What a guest says in the chat at once, and the lines that one answer tells guests. */
  guestTextChars: 2000,
  guestLines: 100,
  meetingPasscodeChars: 16,
  /** People in one meeting at a time, and those who wait for it. */
  meetingPeople: 500,
  meetingWaiting: 200,
  /** Comings and goings of one meeting that are told; of more, the last. */
  meetingVisits: 2000,
  breakoutRooms: 50,
  breakoutNameChars: 40,
  /** What is said to all breakout rooms. */
  breakoutMessageChars: 300,
  /** After how long breakout rooms close by themselves, in minutes. */
  breakoutMinutes: 480,
  /** Planned meetings of one organiser that are not over. */
  plans: 200,
  planAgendaChars: 4000,
  planShortestMin: 5,
  planLongestMin: 24 * 60,
  planStep: 30,
  /** Occurrences of a series that has a number of them. */
  planOccurrences: 500,
  /** Occurrences of one series that are cancelled or moved. */
  planExceptions: 100,
  /** People invited to one plan by name or department; a group's members besides. */
  planPeople: 300,
  planDepartments: 20,
  /** How far ahead a meeting is planned, in ms. */
  planAheadMs: 5 * 366 * 86_400_000,
  /** The earliest reminder, in minutes before. */
  planRemindMin: 7 * 24 * 60,
  /** Answers to single occurrences: of one person to one series, and those that are told. */
  planDayAnswers: 100,
  planAnswersTold: 2000,
  /** Occurrences in one answer, and the longest time that is asked for, in ms. */
  planAgendaItems: 200,
  planWindowMs: 100 * 86_400_000,
  meetingPage: 20,
  /** Of those who were in a meeting, the first; all of them are counted. */
  meetingVisitorsTold: 50,
  /** Whiteboards and notes of one meeting that was. */
  meetingBoards: 20,
} as const;
