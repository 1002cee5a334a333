import type { Talk } from '../talk.ts';

const ALL = ['demo', 'zhang', 'emma', 'huang', 'xujing', 'lucas', 'hechuan', 'gao', 'olivia', 'machao', 'zhao'];

export const ENGINEERING: readonly Talk[] = [
  {
    title: '客户端 2.4 发布',
    members: ['zhang', 'demo', 'huang', 'xujing', 'liu', 'luo', 'emma'],
    unread: 4,
    says: [
      [
        '4 09:31',
        'zhang',
        '早，2.4 的发布清单我整理好了，今天把 **必修** 的收一下：\n\n- [x] 会话列表虚拟滚动\n- [x] 深色主题对比度\n- [ ] 断网重连提示\n- [ ] 安装包签名',
        { pin: true, react: { '👍': ['demo', 'huang', 'xujing'], '🚀': ['liu'] } },
      ],
      ['4 09:36', 'huang', '断网提示我今天能提，横幅加倒计时，三秒内恢复就不打扰。'],
      [
        '4 09:38',
        'liu',
        '横幅的颜色用 `warning-soft`，别用红色，红色留给失败。',
        { reply: 1, react: { '💯': ['zhang', 'huang'] } },
      ],
      ['4 10:12', 'xujing', '签名证书下周二到期，我先去续。'],
      [
        '3 14:02',
        'luo',
        '回归跑完了：\n\n| 平台 | 通过 | 失败 |\n|---|---|---|\n| Web | 412 | 0 |\n| Android | 388 | 2 |\n| 桌面 | 401 | 1 |\n\n三个失败都已建单。',
        { react: { '🙏': ['zhang', 'demo'] } },
      ],
      [
        '3 14:10',
        'emma',
        'The two Android ones are mine: both are the same race when the app is resumed. Fix is up.',
        { reply: 4 },
      ],
      [
        '3 14:26',
        'zhang',
        '```ts\n// 恢复时先补齐缺口，再放行输入\nif (event.seq > known + 1) await fill(known);\nopen();\n```\n是这个顺序问题对吧？',
        { mention: ['emma'] },
      ],
      ['3 14:30', 'emma', 'Exactly. Fill first, then let people type.', { react: { '✅': ['zhang', 'luo'] } }],
      [
        '1 17:45',
        'huang',
        '断网提示合进去了，大家拔网线试试。',
        { react: { '👏': ['zhang', 'liu', 'xujing', 'demo'] } },
      ],
      [
        '1 17:52',
        'luo',
        '拔了，还挺优雅的。就是恢复那一下横幅消失太快，像闪了一下。',
        { edit: '拔了，还挺优雅的。就是恢复那一下横幅消失太快，像闪了一下，留 600 ms 吧。' },
      ],
      [
        '0 09:05',
        'zhang',
        '那今天就发 rc1，下午四点切分支。',
        { mention: ['all'], react: { '🚀': ['huang', 'xujing', 'emma', 'luo'] } },
      ],
      ['0 09:11', 'xujing', '证书续好了，桌面端没有阻塞。'],
      ['0 09:15', 'liu', '图标和启动图都更新在共享里了，深色版也有。'],
      ['0 09:18', 'luo', '冒烟用例 14:00 开跑，跑完直接贴这里。', { react: { '💪': ['zhang'] } }],
    ],
  },
  {
    title: '研发部 Engineering',
    members: ALL,
    unread: 2,
    says: [
      [
        '6 10:00',
        'zhao',
        '这周的目标只有一个：重连以后一条消息都不能少。其他都可以等。',
        { pin: true, react: { '👍': ['hechuan', 'gao', 'lucas', 'zhang', 'olivia', 'machao'] } },
      ],
      ['6 10:04', 'hechuan', '日志按会话编号，客户端知道自己到哪了，差什么补什么。压测里拔了两千次线，没有缺口。'],
      [
        '6 10:09',
        'gao',
        '组提交以后每秒六千条，p99 还在 100 ms 内。瓶颈是 fsync，不是 CPU。',
        { react: { '🔥': ['hechuan', 'machao', 'demo'] } },
      ],
      [
        '5 15:20',
        'olivia',
        'Heads up: I am moving metrics to the new dashboard tonight at 22:00 UTC. Nothing should page, but if it does, it is me.',
        { react: { '👀': ['lucas', 'machao'] } },
      ],
      [
        '5 22:41',
        'olivia',
        'Done, 40 minutes early. Old dashboard stays read-only for a week.',
        { reply: 3, react: { '🎉': ['lucas', 'zhao', 'hechuan'] } },
      ],
      [
        '2 11:15',
        'lucas',
        'Simulcast question: with three layers the middle one is picked for tiles of 320–640 px. Does anybody rely on the old threshold?',
      ],
      ['2 11:22', 'zhang', 'Web 端按 tile 尺寸上报，不依赖阈值，放心改。', { reply: 5 }],
      ['2 11:23', 'lucas', 'Perfect, merging.', { react: { '👌': ['zhang'] } }],
      ['1 16:00', 'machao', '周五的技术分享有人报名吗？还差一个 20 分钟的。'],
      [
        '1 16:03',
        'hechuan',
        '我讲《时钟回拨与只增不减的戳》，名字先占着。',
        { reply: 8, react: { '😂': ['machao', 'gao'], '👍': ['zhao'] } },
      ],
      ['0 08:50', 'olivia', 'On-call handover: quiet night, one disk at 78 % on `db-2`, ticket is open.'],
      ['0 09:02', 'zhao', '辛苦。今天 10:30 短会，就十五分钟，站着开。', { mention: ['all'] }],
    ],
  },
  {
    members: ['zhang', 'demo'],
    unread: 1,
    says: [
      ['2 18:20', 'zhang', '小满，列表里“草稿”两个字能不能再醒目一点？现在和灰色的时间混在一起。'],
      ['2 18:24', 'demo', '可以，用品牌色但不加粗，我和刘婷说一声。'],
      ['2 18:25', 'zhang', '👌'],
      ['0 09:22', 'zhang', '改好了，你刷新看看？顺便看下手机上折行。'],
    ],
  },
];
