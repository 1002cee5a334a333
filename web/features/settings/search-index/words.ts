import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  state: 'State',
  ready: 'Everything can be found',
  following: 'Catching up',
  rebuilding: 'Being built anew',
  documents: 'Messages that can be found',
  behind: 'Still to be read in',
  behindCount: (n: number) => (n === 0 ? 'Nothing' : plural(n, 'event', 'events')),
  rebuilt: 'Built anew',
  never: 'Never',
  rebuild: 'Build it anew',
  rebuildText: 'Only needed when something is missing in searches. Searching goes on meanwhile.',
  progress: (percent: number) => `${percent} %`,
  progressLabel: 'Progress of the new index',
  rebuildTitle: 'Build the search index anew?',
  rebuildSure: 'With many messages this takes a while and keeps the server busy.',
  done: 'The search index has been built anew',
  loading: 'Loading',
  tryAgain: 'Try again',
};

const zh: typeof en = {
  state: '状态',
  ready: '全部可以搜到',
  following: '正在赶上',
  rebuilding: '正在重建',
  documents: '可搜到的消息',
  behind: '等待读入',
  behindCount: (n) => (n === 0 ? '没有' : `${n} 条记录`),
  rebuilt: '上次重建',
  never: '从未',
  rebuild: '重建索引',
  rebuildText: '只有搜索结果缺东西时才需要。重建期间可以照常搜索。',
  progress: (percent) => `${percent}%`,
  progressLabel: '新索引的进度',
  rebuildTitle: '重建搜索索引？',
  rebuildSure: '消息很多时需要一段时间，服务器会比较忙。',
  done: '搜索索引已重建',
  loading: '正在加载',
  tryAgain: '重试',
};

export const searchIndexWords: Words<typeof en> = { en, zh };
