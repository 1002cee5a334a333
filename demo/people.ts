/** Who works in the demo workspace. Department paths are bilingual, as in many companies that work in two languages. */
export interface DemoPerson {
  login: string;
  nickname: string;
  job: string;
  department: string;
  realName?: string;
  signature?: string;
  status?: string;
  /** Answers whoever writes to them, once the demo runs. */
  alive?: true;
}

/** Who newcomers sign in as. */
export const YOU = 'demo';
export const DEMO_PASSWORD = 'yiqi-demo-1';

const BOARD = '总经办 Management';
const PRODUCT = '产品部 Product';
const DESIGN = '产品部 Product/设计组 Design';
const CLIENT = '研发部 Engineering/客户端 Clients';
const SERVER = '研发部 Engineering/服务端 Server';
const QUALITY = '研发部 Engineering/质量 Quality';
const SALES = '市场部 Growth/销售 Sales';
const SUPPORT = '市场部 Growth/客户成功 Support';
const PEOPLE = '人事行政 People';

export const PEOPLE_OF_DEMO: readonly DemoPerson[] = [
  { login: YOU, nickname: '林小满', job: '产品经理 Product manager', department: PRODUCT, realName: '林小满' },
  { login: 'chen', nickname: '陈思远', job: '总经理 CEO', department: BOARD, signature: '做难而正确的事', alive: true },
  { login: 'zhao', nickname: '赵一鸣', job: '技术总监 CTO', department: BOARD, signature: '简单胜于聪明' },
  { login: 'mia', nickname: 'Mia Berg', job: 'Head of Product', department: PRODUCT, status: '🎧 Focus time' },
  { login: 'sun', nickname: '孙悦', job: '产品经理', department: PRODUCT, alive: true },
  {
    login: 'liu',
    nickname: '刘婷',
    job: '设计师 Designer',
    department: DESIGN,
    signature: 'Less, but better',
    alive: true,
  },
  { login: 'noah', nickname: 'Noah Fischer', job: 'UX researcher', department: DESIGN, status: '✈️ Shanghai → Berlin' },
  { login: 'wujia', nickname: '吴佳', job: '交互设计师', department: DESIGN },
  {
    login: 'zhang',
    nickname: '张伟',
    job: 'Web 前端',
    department: CLIENT,
    signature: '60 fps 或者不发布',
    alive: true,
  },
  { login: 'emma', nickname: 'Emma Clarke', job: 'Mobile engineer', department: CLIENT },
  { login: 'huang', nickname: '黄磊', job: '客户端工程师', department: CLIENT, status: '🏠 居家办公' },
  { login: 'xujing', nickname: '徐静', job: '桌面端工程师', department: CLIENT },
  { login: 'lucas', nickname: 'Lucas Moreau', job: 'Media engineer', department: SERVER, alive: true },
  { login: 'hechuan', nickname: '何川', job: '后端工程师', department: SERVER, signature: '凡事有日志' },
  { login: 'gao', nickname: '高远', job: '数据库工程师', department: SERVER },
  { login: 'olivia', nickname: 'Olivia Martin', job: 'Site reliability', department: SERVER, status: '📟 On call' },
  { login: 'machao', nickname: '马超', job: '后端工程师', department: SERVER },
  { login: 'luo', nickname: '罗敏', job: '测试工程师 QA', department: QUALITY, signature: '我又找到一个' },
  { login: 'james', nickname: 'James Wilson', job: 'QA engineer', department: QUALITY },
  { login: 'liang', nickname: '梁雨', job: '自动化测试', department: QUALITY },
  { login: 'song', nickname: '宋佳', job: '销售总监', department: SALES },
  {
    login: 'sofia',
    nickname: 'Sofia Rossi',
    job: 'Account executive',
    department: SALES,
    status: '🤝 With a customer',
  },
  { login: 'zheng', nickname: '郑凯', job: '大客户经理', department: SALES },
  { login: 'xie', nickname: '谢芳', job: '客户成功经理', department: SUPPORT, alive: true },
  { login: 'ethan', nickname: 'Ethan Brown', job: 'Support engineer', department: SUPPORT },
  { login: 'tang', nickname: '唐宁', job: '技术支持', department: SUPPORT },
  { login: 'feng', nickname: '冯雪', job: '人事经理 People lead', department: PEOPLE, signature: '周五下午茶从不迟到' },
  { login: 'ava', nickname: 'Ava Novak', job: 'Recruiter', department: PEOPLE },
  { login: 'deng', nickname: '邓强', job: '行政', department: PEOPLE },
  { login: 'cao', nickname: '曹阳', job: '法务', department: PEOPLE, status: '📄 审合同' },
];
