import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { gatewayMetrics } from '#server/gateway/metrics.ts';
import { partsGauge } from '#server/http/health.ts';
import { metricsRoutes } from '#server/http/metrics.ts';
import { jobMetrics } from '#server/jobs/metrics.ts';
import { SfuMetrics } from '#sfu/signal/metrics.ts';
import { workerFigures } from '#sfu/workers/figures.ts';
import { documentsOf, textOf } from './testing/files.ts';

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; refId: string }[];
}

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
}

/** Names of all figures that the program tells, as its own code makes them; of histograms those of their parts. */
async function told(): Promise<ReadonlySet<string>> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gatewayMetrics(registry);
  jobMetrics(registry, async () => []);
  const app = Fastify();
  metricsRoutes(app, registry, '');
  partsGauge(registry, { database: async () => true });
  const media = new SfuMetrics(() => []);
  const workers = workerFigures({ workers: 1, up: 1, restarts: 0 });
  const pages = [await registry.metrics(), (await media.text()).body, workers];
  media.close();
  await app.close();
  const types = pages.flatMap((page) => [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)]);
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name],
    ),
  );
}

/** What Prometheus itself tells. */
const PROMETHEUS = new Set(['up']);

/** Names of figures in a query: words before a selector that are no functions or labels. */
function namesIn(expr: string): string[] {
  const bare = expr
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without) \([^)]*\)/g, '');
  return [...bare.matchAll(/[a-z_][a-z0-9_]*(?!\w*\s*\()(?=$|[^\w(])/g)]
    .map(([name]) => name)
    .filter((name) => !/^(by|without|sum|max|min)$/.test(name));
}

const dashboard = JSON.parse(textOf('deploy/grafana/yiqi.json')) as { panels: Panel[]; templating: unknown };

test('the dashboard asks only for what the program tells', async () => {
  const names = await told();
  const exprs = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const asked = exprs.flatMap(namesIn);
  assert.ok(exprs.length > 30 && asked.length >= exprs.length);
  assert.deepEqual(
    [...new Set(asked)].filter((name) => !names.has(name) && !PROMETHEUS.has(name)),
    [],
  );
  const variable = /label_values\((\w+)/.exec(JSON.stringify(dashboard.templating))?.[1] ?? '';
  assert.ok(names.has(variable), variable);
});

test('what the program tells of itself is on the dashboard', async () => {
  const text = textOf('deploy/grafana/yiqi.json');
  const names = [...(await told())].filter((name) => /^yiqi_(?!sfu)/.test(name) && !/_(sum|count|bucket)$/.test(name));
  assert.deepEqual(
    names.filter((name) => !text.includes(name)),
    [],
  );
});

test('panels have ids of their own and do not lie on each other', () => {
  const { panels } = dashboard;
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  assert.equal(new Set(cells).size, cells.length);
  for (const { gridPos } of panels) assert.ok(gridPos.x + gridPos.w <= 24);
});

test('rules ask only for what the program tells, and say what is wrong', async () => {
  const names = await told();
  const [rules] = documentsOf<Rules>('deploy/prometheus/alerts.yml');
  const all = rules?.groups.flatMap((group) => group.rules) ?? [];
  assert.ok(all.length >= 8);
  const asked = all.flatMap(({ expr }) => namesIn(expr));
  assert.deepEqual(
    asked.filter((name) => !names.has(name) && !PROMETHEUS.has(name)),
    [],
  );
  for (const { alert, annotations } of all) {
    assert.match(annotations.summary, /\.$/);
    assert.ok(textOf('docs/operations.md').includes(alert), `docs/operations.md says what to do at ${alert}`);
  }
});

test('Prometheus is told where the rules are', () => {
  const [config] = documentsOf<{ rule_files: string[]; scrape_configs: { job_name: string }[] }>(
    'deploy/prometheus/prometheus.yml',
  );
  assert.deepEqual(config?.rule_files, ['alerts.yml']);
  assert.deepEqual(
    config?.scrape_configs.map(({ job_name: name }) => name),
    ['yiqi'],
  );
});
