import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { documentsOf, endSeconds, fromRoot, isPinned, textOf } from './testing/files.ts';

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  profiles?: string[];
  user?: string;
  network_mode?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  stop_grace_period?: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  tmpfs?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: unknown;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

const FOLDER = 'deploy/compose';
const FILES = ['one.yaml', 'full.yaml'].map((name) => {
  const path = `${FOLDER}/${name}`;
  const [compose] = documentsOf<Compose>(path);
  assert.ok(compose !== undefined);
  return { name, path, compose, services: Object.entries(compose.services) };
});

for (const { name, path, compose, services } of FILES) {
  test(`${name}: images are pinned, memory is limited, rights are not gained`, () => {
    assert.ok(services.length > 0);
    for (const [service, { image, mem_limit: memory, security_opt: security }] of services) {
      assert.ok(isPinned(image), `${service}: ${image}`);
      assert.match(memory ?? '', /^\d+[mg]$/, `${service} has a limit of memory`);
      assert.ok(security?.includes('no-new-privileges:true'), `${service} gains no rights`);
    }
  });

  test(`${name}: our own processes are nobody in particular, with a root filesystem that is only read`, () => {
    const own = services.filter(([, { image }]) => image.startsWith('yiqi:'));
    assert.ok(own.length > 0);
    for (const [service, one] of own) {
      assert.match(one.user ?? '', /^[1-9]\d*:[1-9]\d*$/, service);
      assert.equal(one.read_only, true, service);
      assert.deepEqual(one.cap_drop, ['ALL'], service);
      assert.ok(
        one.tmpfs?.some((mount) => mount.startsWith('/tmp')),
        service,
      );
      assert.ok(one.volumes?.includes('data:/data'), service);
      const drain = Number(one.environment?.['YIQI_DRAIN_SECONDS'] ?? 0);
      assert.ok(Number.parseInt(one.stop_grace_period ?? '0', 10) >= drain + endSeconds() + 5, `${service} may end`);
    }
  });

  test(`${name}: what is mounted, built and waited for is there`, () => {
    for (const [service, { volumes = [], build, depends_on: waits = {} }] of services) {
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('.')) assert.ok(existsSync(fromRoot(join(FOLDER, source))), `${service}: ${source}`);
        else if (!source.startsWith('$')) assert.ok(source in compose.volumes, `${service}: ${source}`);
      }
      if (build) assert.ok(existsSync(fromRoot(join(FOLDER, build.context, build.dockerfile))), service);
      for (const [other, { condition }] of Object.entries(waits)) {
        assert.ok(compose.services[other] !== undefined, `${service} waits for ${other}`);
        if (condition === 'service_healthy') assert.ok(compose.services[other].healthcheck, `${other} says its health`);
      }
    }
  });

  test(`${name}: the example names every variable, and no other`, () => {
    const example = textOf(`${FOLDER}/${name.replace('.yaml', '.env.example')}`);
    const given = [...example.matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, variable = '']) => variable);
    const wanted = [...textOf(path).matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, variable = '']) => variable);
    assert.deepEqual(
      [...new Set(given)].filter((one) => one !== 'COMPOSE_PROFILES').sort(),
      [...new Set(wanted)].sort(),
    );
  });
}

const [one, full] = FILES.map(({ compose }) => compose.services);

test('one machine: as many media ports are open as there are media processes', () => {
  const yiqi = one?.['yiqi'];
  const workers = Number(yiqi?.environment?.['YIQI_MEDIA_WORKERS']);
  for (const protocol of ['udp', 'tcp']) {
    const range = yiqi?.ports
      ?.map((port) => /^(\d+)-(\d+):(\d+)-(\d+)\/(\w+)$/.exec(port))
      .find((it) => it?.[5] === protocol);
    assert.deepEqual(range?.slice(1, 3), range?.slice(3, 5), 'clients are told the port inside');
    assert.equal(Number(range?.[2]) - Number(range?.[1]) + 1, workers);
  }
});

test('full set: processes have ports of their own, that nginx and Prometheus know, and every role is there', () => {
  const own = Object.values(full ?? {}).filter(({ image }) => image.startsWith('yiqi:'));
  const ports = own.map(({ environment }) => environment?.['YIQI_PORT'] ?? '');
  assert.equal(new Set(ports).size, own.length);
  assert.deepEqual([...new Set(own.map(({ environment }) => environment?.['YIQI_ROLES']))].sort(), [
    'media',
    'web',
    'worker',
  ]);
  const asked = [...textOf('deploy/prometheus/prometheus.yml').matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => port);
  assert.deepEqual(asked.toSorted(), ports.toSorted());
  const webs = own.filter(({ environment }) => environment?.['YIQI_ROLES'] === 'web');
  const known = [...textOf('deploy/nginx/nginx.conf').matchAll(/server 127\.0\.0\.1:(\d+) /g)].map(([, port]) => port);
  assert.deepEqual(
    known,
    webs.map(({ environment }) => environment?.['YIQI_PORT']),
  );
});

test('full set: stores are open on loopback alone', () => {
  const open = Object.values(full ?? {}).flatMap(({ ports = [] }) => ports);
  assert.equal(open.length, 3);
  for (const port of open) assert.match(port, /^127\.0\.0\.1:/);
});

test('LiveKit and coturn agree on ports and secrets', () => {
  const [livekit] = documentsOf<{ rtc: { turn_servers: { port: number; secret_file: string }[] }; room: unknown }>(
    'deploy/livekit/livekit.yaml',
  );
  const turn = textOf('deploy/coturn/turnserver.conf');
  const ports = [...turn.matchAll(/^(?:tls-)?listening-port=(\d+)$/gm)].map(([, port]) => Number(port));
  assert.deepEqual(
    livekit?.rtc.turn_servers.map(({ port }) => port),
    ports,
  );
  assert.match(turn, /^use-auth-secret$/m);
  for (const { secret_file: file } of livekit?.rtc.turn_servers ?? []) {
    for (const name of ['livekit', 'coturn', 'media']) {
      assert.ok(
        full?.[name]?.volumes?.some((volume) => volume.endsWith(`:${file}:ro`)),
        `${name} is given ${file}`,
      );
    }
  }
  assert.equal(full?.['media']?.environment?.['YIQI_TURN_SECRET_FILE'], livekit?.rtc.turn_servers[0]?.secret_file);
  const [, urls = ''] = /^#TURN_URLS=(.*)$/m.exec(textOf('deploy/compose/full.env.example')) ?? [];
  assert.deepEqual(
    urls.split(',').map((url) => Number(url.split(':').at(-1))),
    ports,
  );
  assert.deepEqual(livekit?.room, { auto_create: false });
});
