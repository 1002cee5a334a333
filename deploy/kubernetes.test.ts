import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SETTING_NAMES } from '#server/config/settings.ts';
import { documentsOf, endSeconds, filesIn, fromRoot, isPinned, OWN_PATHS, textOf } from './testing/files.ts';
import { missing, run } from './testing/programs.ts';

interface Probe {
  httpGet?: { path: string; port: string };
  periodSeconds: number;
  failureThreshold?: number;
}

interface Container {
  image: string;
  env?: { name: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  ports: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: {
    allowPrivilegeEscalation: boolean;
    readOnlyRootFilesystem: boolean;
    capabilities: { drop: string[] };
  };
}

interface Pod {
  enableServiceLinks: boolean;
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext: { runAsNonRoot: boolean; runAsUser: number; seccompProfile: { type: string } };
  containers: Container[];
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec: {
    selector: Record<string, string> & { matchLabels?: Record<string, string> };
    template: { metadata: { labels: Record<string, string> }; spec: Pod };
    ports?: { targetPort: string; name: string }[];
    scaleTargetRef?: { kind: string; name: string };
    rules?: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[];
  };
}

const FOLDER = 'deploy/kubernetes';
const [list] = documentsOf<{ resources: string[] }>(`${FOLDER}/kustomization.yaml`);
const resources = list?.resources ?? [];
const manifests = resources.flatMap((name) => documentsOf<Manifest>(`${FOLDER}/${name}`));
const of = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
const workloads = of('Deployment', 'DaemonSet', 'StatefulSet');
const own = workloads.filter(({ metadata }) => metadata.labels?.['app'] === 'yiqi');
const settings = of('ConfigMap').find(({ metadata }) => metadata.name === 'yiqi')?.data ?? {};

test('every manifest is listed, and says what it is', () => {
  const files = filesIn(FOLDER).filter((file) => file.endsWith('.yaml') && !file.endsWith('kustomization.yaml'));
  assert.deepEqual(resources.map((name) => `${FOLDER}/${name}`).toSorted(), files);
  assert.ok(manifests.length >= 14);
  for (const { apiVersion, kind, metadata } of manifests) assert.ok(apiVersion && kind && metadata.name);
});

test('pods are shut in, pinned and limited', () => {
  assert.ok(workloads.length >= 4);
  for (const { metadata, spec } of workloads) {
    const pod = spec.template.spec;
    assert.equal(pod.automountServiceAccountToken, false, metadata.name);
    assert.equal(pod.securityContext.runAsNonRoot, true, metadata.name);
    assert.ok(pod.securityContext.runAsUser > 0, metadata.name);
    assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault', metadata.name);
    for (const { image, resources: room, securityContext } of pod.containers) {
      assert.ok(isPinned(image), image);
      assert.ok(room.limits['memory'] && room.requests['memory'] && room.requests['cpu'], metadata.name);
      assert.equal(securityContext.readOnlyRootFilesystem, true, metadata.name);
      assert.equal(securityContext.allowPrivilegeEscalation, false, metadata.name);
      assert.deepEqual(securityContext.capabilities.drop, ['ALL'], metadata.name);
    }
  }
});

test('our processes are asked whether they live and whether they are ready, and have time to end', () => {
  assert.deepEqual(own.map(({ metadata }) => metadata.name).toSorted(), ['web', 'worker']);
  const drain = Number(settings['YIQI_DRAIN_SECONDS']);
  for (const { spec } of own) {
    const pod = spec.template.spec;
    const [container] = pod.containers;
    assert.ok(container);
    assert.equal(
      container.livenessProbe?.httpGet?.path,
      '/healthz',
      'a database that is away is no reason to be killed',
    );
    assert.equal(container.readinessProbe?.httpGet?.path, '/readyz');
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    for (const probe of probes) {
      assert.ok(OWN_PATHS.has(probe?.httpGet?.path ?? ''));
      assert.ok(container.ports.some(({ name }) => name === probe?.httpGet?.port));
    }
    const { periodSeconds = 0, failureThreshold = 0 } = container.readinessProbe ?? {};
    assert.ok(drain > periodSeconds * failureThreshold, 'it drains until nobody new is sent to it');
    assert.ok((pod.terminationGracePeriodSeconds ?? 30) >= drain + endSeconds() + 5);
    assert.equal(pod.enableServiceLinks, false, 'YIQI_PORT and the like would stop the start');
  }
});

test('secrets that are used are in the example, and settings there exist', () => {
  const example = [...textOf(`${FOLDER}/secrets.env.example`).matchAll(/^([A-Z0-9_]+)=/gm)].map(([, key = '']) => key);
  const containers = workloads.flatMap(({ spec }) => spec.template.spec.containers);
  const used = containers.flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []));
  assert.deepEqual([...new Set(used.map(({ key }) => key))].sort(), example.toSorted());
  assert.ok(used.every(({ name }) => name === 'yiqi'));
  for (const name of Object.keys(settings)) {
    assert.ok(
      SETTING_NAMES.some((setting) => name === `YIQI_${setting.toUpperCase()}`),
      name,
    );
    assert.ok(!example.includes(name), `${name} is said once`);
  }
});

test('selectors, services and what stands before them lead to pods', () => {
  const labelled = (wanted: Record<string, string>) =>
    workloads.find(({ spec }) =>
      Object.entries(wanted).every(([key, value]) => spec.template.metadata.labels[key] === value),
    );
  for (const { metadata, spec } of workloads) {
    assert.equal(labelled(spec.selector.matchLabels ?? {})?.metadata.name, metadata.name);
  }
  const services = of('Service');
  for (const { metadata, spec } of services) {
    const pod = labelled(spec.selector)?.spec.template.spec;
    const ports = pod?.containers.flatMap((container) => container.ports.map(({ name }) => name));
    for (const { targetPort } of spec.ports ?? [])
      assert.ok(ports?.includes(targetPort), `${metadata.name}: ${targetPort}`);
  }
  const paths = of('Ingress').flatMap(({ spec }) => spec.rules?.flatMap(({ http }) => http.paths) ?? []);
  assert.equal(paths.length, 2);
  for (const { backend } of paths) {
    const service = services.find(({ metadata }) => metadata.name === backend.service.name);
    assert.ok(
      service?.spec.ports?.some(({ name }) => name === backend.service.port.name),
      backend.service.name,
    );
  }
  for (const { spec } of of('PodDisruptionBudget')) assert.ok(labelled(spec.selector.matchLabels ?? {}));
  for (const { spec } of of('HorizontalPodAutoscaler')) {
    assert.ok(
      workloads.some(
        ({ kind, metadata }) => kind === spec.scaleTargetRef?.kind && metadata.name === spec.scaleTargetRef.name,
      ),
    );
  }
});

test('kustomize puts it all together', { skip: missing('kubectl', 'version', '--client') }, async () => {
  const { code, output } = await run('kubectl', ['kustomize', fromRoot(FOLDER)]);
  assert.equal(code, 0, output);
  const built = documentsOf<Manifest>('what kustomize says', output);
  assert.equal(built.length, manifests.length);
  for (const { spec } of built.filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet')) {
    for (const { image } of spec.template.spec.containers) assert.match(image, /^[\w.-]+\.[a-z]+\/[\w./-]+:[\w.-]+$/);
  }
});
