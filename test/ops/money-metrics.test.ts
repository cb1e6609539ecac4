import { Registry } from '@prometheus-io/client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ClassTallies } from '../../src/ops/class-tallies.ts';
import { addStatusMetrics } from '../../src/ops/status-metrics.ts';
import { CachedReading, type StatusReading } from '../../src/ops/status-reading.ts';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 10 };
/** 10 input tokens at 500 nano-USD and 5 output tokens at 1500. */
const COST = 0.0000125;

async function running(overrides: AppOverrides = {}): Promise<RunningApp> {
  const app = await startApp(overrides);
  onTestFinished(() => app.stop());
  return app;
}

async function scrape(app: RunningApp): Promise<Map<string, number>> {
  const { text } = await app.api('GET', '/metrics');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

async function settled(app: RunningApp): Promise<void> {
  await vi.waitUntil(async () => (await scrape(app)).get('jigap_open_holds') === 0);
}

describe('the metrics of money', () => {
  test('count what each class spent on each model, and what is left of wallet and classes', async () => {
    const app = await running({ env: { JIGAP_WALLET_MONTHLY_USD: '5' } });
    const budgets = [
      { period: 'month', limit_usd: 2 },
      { period: 'day', limit_usd: 0.5 },
    ];
    const { id } = (await app.api('POST', '/api/classes', { name: 'Say "hi"\\ 반', budgets })).json;
    const other = (await app.api('POST', '/api/classes', { name: 'Idle' })).json;
    const { token, student } = await app.newStudent({ name: 'Kim Canary', classId: id });
    for (let calls = 0; calls < 3; calls++) expect((await app.chat(token, CHAT)).status).toBe(200);
    await app.chat((await app.newStudent()).token, CHAT);
    await settled(app);
    const metrics = await scrape(app);
    const at = (series: string) => metrics.get(series);
    expect(at(`jigap_class_calls_total{class_id="${id}",model="gpt-3.5-turbo"}`)).toBe(3);
    expect(at(`jigap_class_cost_usd_total{class_id="${id}",model="gpt-3.5-turbo"}`)).toBeCloseTo(3 * COST, 12);
    expect(at('jigap_class_calls_total{class_id="none",model="gpt-3.5-turbo"}')).toBe(1);
    expect(at(`jigap_class_info{class_id="${id}",name="Say \\"hi\\"\\\\ 반"}`)).toBe(1);
    expect(at(`jigap_class_info{class_id="${other.id}",name="Idle"}`)).toBe(1);
    expect(at('jigap_budget_limit_usd{scope="wallet",class_id="",period="month"}')).toBe(5);
    expect(at(`jigap_budget_limit_usd{scope="class",class_id="${id}",period="day"}`)).toBe(0.5);
    expect(at('jigap_incidents_open')).toBe(0);
    expect(at('jigap_notices_undelivered')).toBe(0);
    expect(at('jigap_last_backup_failed')).toBe(0);
    expect(metrics.has('jigap_last_backup_timestamp_seconds')).toBe(false);
    expect(at('jigap_ledger_check_problems')).toBe(0);
    expect([...metrics.keys()].join('\n')).not.toMatch(new RegExp(`Kim Canary|student="?${student.id}|jgp_`));
    expect([...metrics.values()].every(Number.isFinite)).toBe(true);
  });

  test('are the balances of the ledger, ten seconds old at most', async () => {
    const app = await running({ env: { JIGAP_WALLET_MONTHLY_USD: '5' } });
    const { token } = await app.newStudent();
    await app.chat(token, CHAT);
    // The first scrape after it reads the store.
    const first = await scrape(app);
    const spent = 'jigap_budget_spent_usd{scope="wallet",class_id="",period="month"}';
    const held = 'jigap_budget_held_usd{scope="wallet",class_id="",period="month"}';
    expect((first.get(spent) ?? 0) + (first.get(held) ?? 0)).toBeGreaterThanOrEqual(COST);
    await app.chat(token, CHAT);
    expect((await scrape(app)).get(spent)).toBe(first.get(spent));
  });

  test('leave out what the store does not say, and say the rest', async () => {
    let isBroken = false;
    const app = await running({
      store: (store) => ({
        ...store,
        close: () => store.close(),
        isInPlace: () => store.isInPlace(),
        access: new Proxy(store.access, {
          get: (target, name) => {
            if (name === 'listClasses' && isBroken) return () => Promise.reject(new Error('the disk is gone'));
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        }),
      }),
    });
    isBroken = true;
    const metrics = await scrape(app);
    expect(metrics.has('jigap_incidents_open')).toBe(false);
    expect([...metrics.keys()].filter((name) => name.startsWith('jigap_budget'))).toEqual([]);
    expect(metrics.get('jigap_calls_in_flight')).toBe(0);
    isBroken = false;
    expect((await scrape(app)).get('jigap_incidents_open')).toBe(0);
  });
});

test('the pairs of classes and models are bounded: those beyond are summed as "other"', async () => {
  const registry = new Registry();
  const tallies = new ClassTallies(registry);
  for (let id = 1; id <= 3000; id++) tallies.count(id, 'gpt-3.5-turbo', 1_000_000_000);
  for (let id = 1; id <= 3000; id++) tallies.count(id, 'gpt-3.5-turbo', 0);
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('jigap_class_cost_usd_total{'));
  expect(lines).toHaveLength(2001);
  expect(lines).toContain('jigap_class_cost_usd_total{class_id="other",model="gpt-3.5-turbo"} 1000');
  expect(await registry.metrics()).toContain('jigap_class_calls_total{class_id="other",model="gpt-3.5-turbo"} 2000\n');
  expect(await registry.metrics()).toContain('jigap_class_calls_total{class_id="1",model="gpt-3.5-turbo"} 2\n');
});

test('two scrapes at once see whole figures', async () => {
  const registry = new Registry();
  const reading: StatusReading = {
    ...{ classes: [], budgets: [], openIncidents: 3, undelivered: 0, lastBackupAt: 1000, lastBackupFailed: false },
  };
  let release: (value: StatusReading) => void = () => {};
  const gate = new Promise<StatusReading>((resolve) => {
    release = resolve;
  });
  addStatusMetrics({
    ...{ registry, checkState: () => ({ lastAt: null, problems: 0 }), versions: { version: '1', node: 'v24' } },
    status: { get: () => gate },
  });
  const scrapes = [registry.metrics(), registry.metrics()];
  release(reading);
  for (const text of await Promise.all(scrapes)) {
    expect(text).toContain('jigap_incidents_open 3\n');
    expect(text).toContain('jigap_last_backup_timestamp_seconds 1\n');
  }
});

describe('CachedReading', () => {
  test('reads once for all who ask within its age, and anew afterwards', async () => {
    let now = 0;
    let reads = 0;
    const cached = new CachedReading(
      async () => ++reads,
      10,
      () => now,
    );
    expect(await Promise.all([cached.get(), cached.get()])).toEqual([1, 1]);
    now = 9;
    expect(await cached.get()).toBe(1);
    now = 10;
    expect(await cached.get()).toBe(2);
  });

  test('reads anew after a failure, which all who waited get', async () => {
    let reads = 0;
    const cached = new CachedReading(
      async () => {
        reads++;
        if (reads === 1) throw new Error('no');
        return reads;
      },
      10,
      () => 0,
    );
    await expect(cached.get()).rejects.toThrow('no');
    expect(await cached.get()).toBe(2);
  });
});
