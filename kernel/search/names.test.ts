import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lettersOf, nameAnswers, rangeInName, readingKey } from './names.ts';
import { syllablesOf } from './pinyin.ts';

/** What the words bring forward in the name; undefined when they don't stand in it. */
function marked(name: string, words: string): string | undefined {
  const range = rangeInName(name, words);
  return range && name.slice(range.from, range.to);
}

test('[SE40] a Chinese name is found by its pinyin, whole or by first letters, from any character on', () => {
  assert.equal(marked('刘婷', 'liuting'), '刘婷');
  assert.equal(marked('刘婷', 'Liu'), '刘');
  assert.equal(marked('刘婷', 'liut'), '刘婷');
  assert.equal(marked('刘婷', 'liu ting'), '刘婷');
  assert.equal(marked('刘婷', 'lt'), '刘婷');
  assert.equal(marked('刘婷', 'ting'), '婷');
  assert.equal(marked('欧阳明月', 'ymy'), '阳明月');
  assert.equal(marked('产品部 周会', 'zh'), '周');
  assert.equal(marked('Anna 王芳', 'wf'), '王芳');
});

test('[SE40] what a name holds as it is written comes first, and case does not matter', () => {
  assert.equal(marked('Lea 雷雅', 'lea'), 'Lea');
  assert.equal(marked('刘婷', '婷'), '婷');
  assert.equal(marked('Design Team', 'n t'), 'n T');
  assert.equal(marked('anything', ' '), '');
});

test('[SE40] letters that stand for nothing find nothing', () => {
  for (const words of ['iu', 'tl', 'liutingx', 'ltt', '柳', 'l1', 'ü婷']) assert.ok(!nameAnswers('刘婷', words), words);
  assert.ok(!nameAnswers('Tom', 'tm'));
});

test('[SE41] surnames are read as surnames, and characters of two readings in both ways', () => {
  for (const [name, read] of [
    ['曾国', 'zengguo'],
    ['单雄', 'shanx'],
    ['仇英', 'qy'],
    ['长安', 'changan'],
    ['长安', 'zhangan'],
    ['重庆', 'cq'],
    ['吕布', 'lv'],
    ['吕布', 'lü'],
    ['吕布', 'lubu'],
  ] as const) {
    assert.ok(nameAnswers(name, read), `${name} ${read}`);
  }
});

test('every syllable of the hundred surnames is the one of a dictionary', () => {
  const surnames =
    '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao ' +
    '梁liang 郑zheng 罗luo 宋song 谢xie 唐tang 韩han 曹cao 许xu 邓deng 萧xiao 冯feng 曾zeng 程cheng 蔡cai 彭peng 潘pan 袁yuan ' +
    '于yu 董dong 余yu 苏su 叶ye 吕lv 魏wei 蒋jiang 田tian 杜du 丁ding 沈shen 姜jiang 范fan 江jiang 傅fu 钟zhong 卢lu 汪wang ' +
    '戴dai 崔cui 任ren 陆lu 廖liao 姚yao 方fang 金jin 邱qiu 夏xia 谭tan 韦wei 贾jia 邹zou 石shi 熊xiong 孟meng 秦qin 阎yan ' +
    '薛xue 侯hou 雷lei 白bai 龙long 段duan 郝hao 孔kong 邵shao 史shi 毛mao 常chang 万wan 顾gu 赖lai 武wu 康kang 贺he 严yan 尹yin ' +
    '钱qian 施shi 牛niu 洪hong 龚gong 汤tang 陶tao 黎li 温wen 莫mo 易yi 樊fan 乔qiao 文wen 安an 殷yin 颜yan 庄zhuang 章zhang';
  for (const entry of surnames.split(' ')) assert.equal(syllablesOf(entry.charAt(0))[0], entry.slice(1), entry);
});

test('what a database keeps is found by the same letters as the name itself', () => {
  const names = ['刘婷', '欧阳明月', '曾单解', '产品部 周会', 'Anna 王芳', '吕绿', '长重行会都朝藏佛', 'Tom', ''];
  const typed = [
    'l',
    'lt',
    'liut',
    'ting',
    'ymy',
    'zsx',
    'zengshan',
    'cpb',
    'zh',
    'wf',
    'lv',
    'lu',
    'changzhong',
    'tm',
    'anna',
  ];
  for (const name of names) {
    for (const words of typed) {
      const kept = readingKey(name).includes(` ${lettersOf(words)}`);
      assert.equal(kept || name.toLowerCase().includes(words), nameAnswers(name, words), `${name} ${words}`);
    }
  }
  assert.equal(readingKey('刘婷'), ' liuting lt ting t');
  assert.ok(readingKey('长重行会都朝藏佛柏晟茜传'.repeat(20)).length <= 1000);
});
