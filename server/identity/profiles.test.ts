import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '#protocol/accounts.ts';
import type { Person } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { AVATAR, avatarPath } from '#protocol/profile.ts';
import { signUp, startTestServer, type TestServer } from '#server/testing/http-server.ts';
import { jpegOf, webpOf } from './testing/pictures.ts';

async function using(run: (server: TestServer, wei: Session, told: Person[]) => Promise<void>) {
  const server = await startTestServer();
  try {
    const wei = await signUp(server, '13800138000', 'Wei');
    const told: Person[] = [];
    server.bus.subscribe('person-changed', ({ person }) => told.push(person));
    await run(server, wei, told);
  } finally {
    await server.close();
  }
}

async function ask(
  server: TestServer,
  session: Session,
  method: 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
) {
  const headers = { authorization: `Bearer ${session.accessToken}` };
  return server.app.inject({ method, url: `/api/v1/me${path}`, headers, ...(body && { payload: body }) });
}

const change = (server: TestServer, session: Session, body: object) => ask(server, session, 'PATCH', '', body);
const upload = (server: TestServer, session: Session, large: Uint8Array, small: Uint8Array) =>
  ask(server, session, 'PUT', '/avatar', {
    large: Buffer.from(large).toString('base64'),
    small: Buffer.from(small).toString('base64'),
  });

test('[PF1] what is given changes, what is not stays, an empty text takes away', () =>
  using(async (server, wei, told) => {
    const all = { nickname: ' 陈伟 ', realName: '陈大伟', job: 'Teacher', signature: '👩‍🏫 on the way' };
    const me = (await change(server, wei, all)).json();
    assert.deepEqual(
      [me.nickname, me.realName, me.job, me.signature],
      ['陈伟', '陈大伟', 'Teacher', '👩‍🏫 on the way'],
    );
    const { job: _, ...rest } = (await change(server, wei, { job: '  ' })).json();
    const { job: __, ...before } = me;
    assert.deepEqual(rest, before);
    assert.deepEqual(
      told.map(({ nickname, job }) => [nickname, job]),
      [
        ['陈伟', 'Teacher'],
        ['陈伟', undefined],
      ],
    );
    assert.equal((await change(server, wei, {})).json().nickname, '陈伟');
    assert.equal(told.length, 2, 'nothing changed, nothing told');
    for (const words of ['陈', 'chenwei', 'cw']) {
      const found = await server.identity.search(wei.me.id, words, undefined, 9);
      assert.deepEqual(
        found.map(({ id }) => id),
        [wei.me.id],
      );
    }
  }));

test('[PF1] every field that is not in order is named, and nothing is changed', () =>
  using(async (server, wei, told) => {
    const long = (most: number) => 'x'.repeat(most + 1);
    const answer = await change(server, wei, {
      nickname: ' ',
      realName: long(LIMITS.realNameChars),
      job: 'a\nb',
      signature: long(LIMITS.signatureChars),
      status: { text: '\u202eevil' },
    });
    assert.equal(answer.statusCode, 422);
    assert.deepEqual(answer.json().fields, {
      nickname: { code: 'required' },
      realName: { code: 'too-long', n: LIMITS.realNameChars },
      job: { code: 'invisible' },
      signature: { code: 'too-long', n: LIMITS.signatureChars },
      status: { code: 'invisible' },
    });
    for (const body of [{ role: 'owner' }, { avatar: 'x'.repeat(26) }, { nickname: 7 }, { status: 'x' }]) {
      assert.equal((await change(server, wei, body)).json().code, 'request.invalid');
    }
    assert.deepEqual((await server.identity.me(wei.me.id)).nickname, 'Wei');
    assert.equal(told.length, 0);
  }));

test('[PF1] a status ends by itself', () =>
  using(async (server, wei) => {
    const until = server.clock.now() + 60_000;
    const me = (await change(server, wei, { status: { text: 'At lunch', until } })).json();
    assert.deepEqual(me.status, { text: 'At lunch', until });
    server.clock.advance(60_000);
    const [person] = await server.identity.people([wei.me.id]);
    assert.deepEqual(person, { id: wei.me.id, nickname: 'Wei' });
  }));

test('[PF2] phone and e-mail are on the card only when the person shows them', () =>
  using(async (server, wei) => {
    assert.deepEqual(await server.identity.profile(wei.me.id), { person: { id: wei.me.id, nickname: 'Wei' } });
    await change(server, wei, { showPhone: true, showEmail: true, realName: '伟' });
    const shown = await server.identity.profile(wei.me.id);
    assert.deepEqual([shown.phone, shown.email, shown.realName], [wei.me.phone, undefined, '伟']);
    await change(server, wei, { showPhone: false });
    assert.equal((await server.identity.profile(wei.me.id)).phone, undefined);
    await assert.rejects(server.identity.profile(`u_${'0'.repeat(20)}`), { code: 'people.unknown' });
  }));

test('[PF4] a face is stored in two sizes, served strictly and kept; a new one replaces it', () =>
  using(async (server, wei, told) => {
    const [large, small] = [webpOf('VP8X', 512, 512), jpegOf(128, 128)];
    const { avatar: first } = (await upload(server, wei, large, small)).json();
    for (const [size, bytes, type] of [
      ['large', large, 'image/webp'],
      ['small', small, 'image/jpeg'],
    ] as const) {
      const answer = await server.app.inject(avatarPath(first, size));
      assert.deepEqual(answer.rawPayload, bytes);
      assert.equal(answer.headers['content-type'], type);
      assert.equal(answer.headers['cache-control'], 'private, max-age=31536000, immutable');
      assert.equal(answer.headers['content-security-policy'], "default-src 'none'; sandbox");
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    }
    const { avatar: second } = (await upload(server, wei, large, small)).json();
    assert.notEqual(second, first);
    assert.equal((await server.app.inject(avatarPath(first, 'small'))).json().code, 'avatar.unknown');
    const none = (await ask(server, wei, 'DELETE', '/avatar')).json();
    assert.equal(none.avatar, undefined);
    assert.equal((await server.app.inject(avatarPath(second, 'large'))).statusCode, 404);
    assert.deepEqual(
      told.map(({ avatar }) => avatar),
      [first, second, undefined],
    );
  }));

test('[PF4] what is no picture, is not square or too large is refused', () =>
  using(async (server, wei, told) => {
    const [large, small] = [webpOf('VP8 ', 512, 512), webpOf('VP8L', 128, 128)];
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>');
    const odd: [Uint8Array, Uint8Array][] = [
      [svg, small],
      [large, svg],
      [webpOf('VP8X', 513, 513), small],
      [webpOf('VP8X', 512, 500), small],
      [large, webpOf('VP8X', 129, 129)],
      [webpOf('VP8 ', 0, 0), small],
    ];
    for (const [one, other] of odd) assert.equal((await upload(server, wei, one, other)).json().code, 'avatar.invalid');
    const heavy = Buffer.concat([large, Buffer.alloc(AVATAR.largeBytes)]);
    assert.equal((await upload(server, wei, heavy, small)).json().code, 'request.invalid');
    const huge = Buffer.alloc(AVATAR.largeBytes * 3);
    assert.equal((await upload(server, wei, huge, small)).json().code, 'request.too-large');
    assert.equal(told.length, 0);
    for (const path of ['x'.repeat(26), '..%2f..%2fkeys', 'UPPER'.repeat(5)]) {
      assert.equal((await server.app.inject(`/api/v1/avatars/${path}/small`)).json().code, 'avatar.unknown', path);
    }
  }));
