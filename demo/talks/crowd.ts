import { PEOPLE_OF_DEMO } from '../people.ts';
import type { Said, Talk } from '../talk.ts';

const LINES = [
  '早～',
  'Morning everyone',
  '今天地铁又停运了，晚十分钟到',
  'Coffee machine is fixed ☕',
  '谁的快递放在前台了，绿色的盒子',
  'That one is mine, thank you!',
  '推荐一本书：《设计心理学》，看完会恨门把手',
  'Anybody up for badminton on Thursday?',
  '我！几点？',
  '18:30, court 4',
  '楼下的猫今天生了三只 🐱🐱🐱',
  'PHOTOS PLEASE',
  '下雨了，伞在前台可以借',
  'Reminder: the fire drill is at 15:00, take the stairs',
  '打印机又卡纸了，我来修',
  'You are a hero',
  '周末爬山的同学记得带水',
  'Which trail?',
  '九溪那条，不难',
  '有没有人有 USB-C 转 HDMI？会议室那个坏了',
  'On my desk, help yourself',
  '感谢！',
  '新零食到了，海苔好吃',
  'The seaweed is gone already 😢',
  '明天团建大巴 8:00 准时发车，不等人',
  'Is there vegetarian food?',
  '有的，已经单独订了',
  '👍',
] as const;

const COUNT = 480;
const DAYS = 30;

/** A group with a month of small talk in it, for long lists and long scrolls. */
export const CROWD: Talk = {
  title: '闲聊 Water cooler',
  members: [
    'deng',
    'demo',
    ...PEOPLE_OF_DEMO.map(({ login }) => login).filter((one) => one !== 'deng' && one !== 'demo'),
  ],
  says: Array.from({ length: COUNT }, (_, index) => lineAt(index)),
};

/** Spread evenly over the days, between nine and six; the same in every demo. */
function lineAt(index: number): Said {
  const day = DAYS - Math.floor((index * DAYS) / COUNT);
  const minute = ((index * 37) % 34) + ((index * DAYS) % COUNT) * 0.033 * 34;
  const [hour, rest] = [9 + Math.floor(minute / 60), Math.floor(minute % 60)];
  const who = PEOPLE_OF_DEMO[(index * 7 + 3) % PEOPLE_OF_DEMO.length]?.login ?? 'deng';
  const text = LINES[(index * 5 + Math.floor(index / LINES.length)) % LINES.length] ?? '👍';
  return [`${day} ${String(hour).padStart(2, '0')}:${String(rest).padStart(2, '0')}`, who, text];
}
