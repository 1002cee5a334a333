import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchPage, webAddress } from './page-fetch.ts';
import { Names, startSite } from './testing.ts';

const HERE = [['127.0.0.1']];

test('[MC52] only addresses of the web without a password in them are fetched', () => {
  for (const url of ['http://a.example', 'https://a.example:444/x?y#z', 'HTTP://A.example']) assert.ok(webAddress(url));
  const refused = [
    ...['', 'x', '/x', 'ftp://a.example', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x'],
    ...['http://', 'http://user@a.example', 'http://user:word@a.example', 'gopher://a.example', 'http://a b.example'],
  ];
  for (const url of refused) assert.equal(webAddress(url), undefined, url);
});

test('[MC52] a page is fetched, and its beginning only', async (context) => {
  const port = await startSite(context, (request, response) => {
    if (request.url === '/short') response.setHeader('content-type', 'text/html; charset=GBK').end('<title>x</title>');
    else response.setHeader('content-type', 'text/html').end('x'.repeat(2_000_000));
  });
  const reach = new Names(port, { 'site.example': HERE });
  const short = await fetchPage(`http://site.example:${port}/short`, reach);
  assert.deepEqual([short?.charset, short?.bytes.toString()], ['GBK', '<title>x</title>']);
  const long = await fetchPage(`http://site.example:${port}/long`, reach);
  assert.equal(long?.bytes.length, 512 * 1024);
});

test('[MC51] what names and addresses lead inside is refused without a connection', async (context) => {
  let asked = 0;
  const port = await startSite(context, (_request, response) => {
    asked += 1;
    response.setHeader('content-type', 'text/html').end('<title>inside</title>');
  });
  // By the real rule, also for the site itself.
  const reach = new Names(0, {
    localhost: HERE,
    'inside.example': [['10.0.0.1']],
    'mixed.example': [['8.8.8.8', '127.0.0.1']],
    'mapped.example': [['::ffff:127.0.0.1']],
    'metadata.example': [['169.254.169.254']],
    'nobody.example': [[]],
  });
  const hosts = [
    ...['localhost', 'inside.example', 'mixed.example', 'mapped.example', 'metadata.example', 'nobody.example'],
    ...[
      '127.0.0.1',
      '0',
      '127.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
    ],
  ];
  for (const host of hosts) {
    for (const place of [`http://${host}:${port}/`, `http://${host}/`, `https://${host}/`]) {
      assert.equal(await fetchPage(place, reach), undefined, place);
    }
  }
  assert.equal(asked, 0);
});

test('[MC51] a name that means something else a moment later leads nowhere else', async (context) => {
  const port = await startSite(context, (request, response) => {
    response.setHeader('content-type', 'text/html').end(`<title>${request.headers.host}</title>`);
  });
  const rebinding = new Names(port, { 'turns.example': [['127.0.0.1'], ['10.0.0.1']] });
  const page = await fetchPage(`http://turns.example:${port}/`, rebinding);
  assert.equal(page?.bytes.toString(), `<title>turns.example:${port}</title>`);
  assert.deepEqual(rebinding.asked, ['turns.example'], 'one look-up for one connection');
  assert.equal(await fetchPage(`http://turns.example:${port}/`, rebinding), undefined);
});

test('[MC51] every redirect is looked at anew, and there are few of them', async (context) => {
  const port = await startSite(context, (request, response) => {
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to');
    if (to !== null) response.writeHead(302, { location: to }).end();
    else response.setHeader('content-type', 'text/html').end('<title>there</title>');
  });
  const names = { 'site.example': HERE, 'inside.example': [['192.168.1.1']] };
  const from = (to: string) => {
    const address = `http://site.example:${port}/?to=${encodeURIComponent(to)}`;
    return fetchPage(address, new Names(port, names));
  };
  assert.equal((await from('/there'))?.bytes.toString(), '<title>there</title>');
  const inside = [
    ...['http://inside.example/', 'http://10.0.0.1/', 'http://127.0.0.1:1/', 'http://[::1]/', 'file:///etc/passwd'],
    ...['//169.254.169.254/latest', 'http://user:word@site.example/', `http://site.example:${port + 1}/`, 'http://%'],
  ];
  for (const to of inside) assert.equal(await from(to), undefined, to);
  const chain = (length: number): string => (length === 0 ? '/there' : `/?to=${encodeURIComponent(chain(length - 1))}`);
  assert.ok(await from(chain(2)));
  assert.equal(await from(chain(3)), undefined);
});

test('[MC52] what is no page in plain HTML is left', async (context) => {
  const answers: Record<string, [number, Record<string, string>]> = {
    '/image': [200, { 'content-type': 'image/png' }],
    '/none': [200, {}],
    '/json': [200, { 'content-type': 'application/json' }],
    '/like': [200, { 'content-type': 'text/htmlx' }],
    '/packed': [200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }],
    '/gone': [404, { 'content-type': 'text/html' }],
    '/nowhere': [301, {}],
  };
  const port = await startSite(context, (request, response) => {
    response.writeHead(...(answers[request.url ?? ''] ?? [500, {}])).end('<title>x</title>');
  });
  const reach = new Names(port, { 'site.example': HERE });
  for (const path of Object.keys(answers)) {
    assert.equal(await fetchPage(`http://site.example:${port}${path}`, reach), undefined, path);
  }
});

test('[MC52] a site that cuts off or speaks nonsense is no page', async (context) => {
  const port = await startSite(context, (request, response) => {
    if (request.url === '/cut') request.socket.destroy();
    else request.socket.end('nonsense\r\n\r\n');
    response.on('error', () => {});
  });
  const reach = new Names(port, { 'site.example': HERE });
  for (const path of ['/cut', '/nonsense']) {
    assert.equal(await fetchPage(`http://site.example:${port}${path}`, reach), undefined);
  }
});

test('[MC52] names, sites and pages that never end are given up', async (context) => {
  const port = await startSite(context, (request, response) => {
    if (request.url === '/slow') response.writeHead(200, { 'content-type': 'text/html' }).write('<title>');
  });
  const reach = new Names(port, { 'site.example': HERE });
  for (const path of ['/silent', '/slow']) {
    assert.equal(await fetchPage(`http://site.example:${port}${path}`, reach, 30), undefined);
  }
  const never = { resolve: () => new Promise<string[]>(() => {}), permits: () => true };
  assert.equal(await fetchPage('http://never.example/', never, 30), undefined);
});
