import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from '@prometheus-io/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { addStoreMetrics, StoreMetrics } from '../../src/ops/store-metrics.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { namesIn } from './promql-names.ts';

const readConfig = (name: string) => readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

const RULES: readonly Rule[] = parse(readConfig('prometheus-alerts.yaml')).groups.flatMap(
  (group: { readonly rules: readonly Rule[] }) => group.rules,
);
const PLAYED = parse(readFileSync(new URL('prometheus-alerts.yaml', import.meta.url), 'utf8'));
const DASHBOARD = JSON.parse(readConfig('grafana-dashboard.json'));
const PANELS: readonly {
  readonly id: number;
  readonly title: string;
  readonly datasource: object;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly refId: string; readonly datasource: object }[];
}[] = DASHBOARD.panels;

/** Set by Prometheus itself, at each scrape. */
const OF_PROMETHEUS = { metrics: ['up'], labels: ['job', 'instance'] };
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 10 };

/** Metric -> its labels, of a server that has seen calls, a refusal, a check and a backup, and of an engine with replicas. */
let served: Map<string, Set<string>>;
let app: RunningApp;
const folder = tempFolder();

beforeAll(async () => {
  app = await startApp({ env: providerWithSlots() });
  const budgets = [{ period: 'month', limit_usd: 2 }];
  const { id } = (await app.api('POST', '/api/classes', { name: 'Watched', budgets })).json;
  const { token } = await app.newStudent({ classId: id });
  await app.chat(token, CHAT);
  await app.chat(token, { ...CHAT, model: 'gpt-4' });
  expect((await app.api('POST', '/api/backups')).status).toBe(201);
  expect((await app.api('POST', '/api/check', {})).status).toBe(200);
  await vi.waitUntil(async () => (await app.api('GET', '/metrics')).text.includes('jigap_open_holds 0\n'));
  served = new Map();
  const texts = [(await app.api('GET', '/metrics')).text, await metricsOfReplica()];
  for (const line of texts.join('\n').split('\n')) {
    const [, name, labels = ''] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const known = served.get(name) ?? new Set();
    for (const [, label] of labels.matchAll(/(?:^|,)(\w+)="/g)) if (label !== undefined) known.add(label);
    served.set(name, known);
  }
});
afterAll(() => app.stop());

/** Slots are counted at providers that have a limit. */
function providerWithSlots(): Record<string, string> {
  const path = join(folder, 'providers.json');
  const lab = { name: 'lab', base_url: 'http://127.0.0.1:9/v1', calls_in_flight: 1 };
  writeFileSync(path, JSON.stringify({ providers: [lab] }));
  return { JIGAP_PROVIDERS_FILE: path };
}

/** What a replica on PostgreSQL says beside that. */
async function metricsOfReplica(): Promise<string> {
  const registry = new Registry();
  const metrics = new StoreMetrics();
  const cluster = { isShared: true, isLeader: () => true, problem: () => null };
  addStoreMetrics({ registry, metrics, cluster });
  metrics.onGroup({ calls: 1, isGuess: true, waitMs: 1, lockMs: 1, flushMs: 1 });
  metrics.onServer({ oldestSnapshotMs: 0, synchronousStandbys: 1 });
  return registry.metrics();
}

function expectServed(expression: string): void {
  const { selectors, grouping } = namesIn(expression.replaceAll('$__rate_interval', '5m'));
  expect(selectors.length).toBeGreaterThan(0);
  for (const { metric, labels } of selectors) {
    if (OF_PROMETHEUS.metrics.includes(metric)) continue;
    expect([...served.keys()], expression).toContain(metric);
    const known = [...(served.get(metric) ?? []), ...OF_PROMETHEUS.labels];
    expect(known, `labels of ${metric}`).toEqual(expect.arrayContaining([...labels]));
  }
  const all = [...selectors.flatMap(({ metric }) => [...(served.get(metric) ?? [])]), ...OF_PROMETHEUS.labels];
  expect(all, expression).toEqual(expect.arrayContaining([...grouping]));
}

describe('the alert rules', () => {
  it.each(RULES.map((rule) => [rule.alert, rule] as const))(
    '%s parses, names only what the server says, and tells what to do',
    (name, { expr, labels, annotations }) => {
      expectServed(expr);
      expect(name).toMatch(/^Jigap[A-Z]/);
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(annotations).toEqual({ summary: expect.stringMatching(/./), description: expect.stringMatching(/\.$/) });
    },
  );

  it('have names of their own, and each is played', () => {
    const names = RULES.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    const tests: {
      readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: object[] }[];
    }[] = PLAYED.tests;
    const fired = tests
      .flatMap(({ alert_rule_test }) => alert_rule_test)
      .filter(({ exp_alerts }) => exp_alerts.length > 0);
    expect(new Set(fired.map(({ alertname }) => alertname))).toEqual(new Set(names));
  });

  it('would be refused with a name that the server does not say, a label that it lacks, or a mistake', () => {
    expect(() => expectServed('jigap_calls > 0')).toThrow();
    expect(() => expectServed('jigap_calls_total{student="1"} > 0')).toThrow();
    expect(() => expectServed('sum by (student) (jigap_calls_total)')).toThrow();
    expect(() => expectServed('sum(rate(jigap_calls_total[5m])')).toThrow(/not PromQL/);
  });
});

describe('the dashboard', () => {
  it.each(PANELS.map((panel) => [panel.title, panel] as const))('%s shows what the server says', (_title, panel) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana
    const datasource = { type: 'prometheus', uid: '${datasource}' };
    expect(panel.datasource).toEqual(datasource);
    expect(panel.targets.length).toBeGreaterThan(0);
    for (const target of panel.targets) {
      expect(target.datasource).toEqual(datasource);
      expectServed(target.expr);
    }
    expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length);
  });

  it('lets the reader choose the Prometheus, has ids of their own, and no panel above another', () => {
    expect(DASHBOARD.templating.list).toEqual([
      expect.objectContaining({ name: 'datasource', type: 'datasource', query: 'prometheus' }),
    ]);
    expect(new Set(PANELS.map(({ id }) => id)).size).toBe(PANELS.length);
    const cells = PANELS.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe.each(['en', 'ko'])('docs/operating.%s.md', (language) => {
  it('has a line for each metric, and names no other', () => {
    const text = readFileSync(new URL(`../../docs/operating.${language}.md`, import.meta.url), 'utf8');
    const named = [...text.matchAll(/`((?:jigap|process)_[a-z_]+)`/g)].map(([, name]) => name);
    const metrics = [...served.keys()].map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
    expect(new Set(named)).toEqual(new Set(metrics));
  });
});
