import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '#protocol/limits.ts';
import { readHead } from './html-head.ts';

const read = (html: string | Buffer, charset?: string) => readHead({ charset, bytes: Buffer.from(html) });

test('[MC53] a page is told by its title, description and site', () => {
  assert.deepEqual(read('<html><head><title> A &amp; B\n &#x4e2d;&#25991; </title></head>'), { title: 'A & B 中文' });
  const full = `<meta property="og:title" content="One > two"><meta content='said "so"' name=description>
    <META PROPERTY='og:site_name' CONTENT=Site><title>other</title>`;
  assert.deepEqual(read(full), { title: 'One > two', description: 'said "so"', site: 'Site' });
  assert.equal(read('<p>no title'), undefined);
  assert.equal(read('<title></title>'), undefined);
  assert.equal(read('<body><title>late</title>'), undefined);
  assert.equal(read('<!-- <title>no</title> --><script>"<title>no</title>"</script><title>yes</title>')?.title, 'yes');
});

test('[MC53] the charset is the header’s, else the page’s own', () => {
  const gbk = Buffer.concat([
    Buffer.from('<meta charset="gbk"><title>'),
    Buffer.from('d6d0cec4', 'hex'),
    Buffer.from('</title>'),
  ]);
  assert.equal(read(gbk)?.title, '中文');
  const bare = Buffer.concat([Buffer.from('<title>'), Buffer.from('d6d0cec4', 'hex'), Buffer.from('</title>')]);
  assert.equal(read(bare, 'gb2312')?.title, '中文');
  assert.equal(read('<title>中文</title>', 'no-such-charset')?.title, '中文');
});

test('[MC53] what is told is short, one line, and has nothing that cannot be seen', () => {
  const title = read(`<title>a\u202eb\u0000c&#8238;&#0;${'长'.repeat(500)}</title>`)?.title ?? '';
  assert.equal(title.length, LIMITS.previewTitleChars);
  assert.ok(title.startsWith('abc长') && title.endsWith('…'));
  const astral = read(`<title>${'x'.repeat(LIMITS.previewTitleChars - 2)}👍👍</title>`)?.title ?? '';
  assert.ok(astral.isWellFormed() && astral.length <= LIMITS.previewTitleChars);
});
