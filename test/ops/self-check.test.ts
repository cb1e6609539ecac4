import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/ops/logging.ts';
import { SelfCheck } from '../../src/ops/self-check.ts';
import type { CheckDepth, CheckReport } from '../../src/store/check-report.ts';
import { StorageError } from '../../src/store/errors.ts';
import { TestClock } from '../support/clock.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const SOUND: CheckReport = { balances: 2, records: 1, holds: 0, problems: [] };
const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

/** A self-check over a ledger that says what it is told. */
function scripted(answers: (CheckReport | Error)[]) {
  const depths: CheckDepth[] = [];
  const incidents: string[] = [];
  const logged: string[] = [];
  const check = new SelfCheck({
    ledger: {
      check: async (depth) => {
        depths.push(depth);
        const answer = answers.shift() ?? SOUND;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    journal: {
      raiseIncident: async (kind, detail) => {
        incidents.push(`${kind}: ${detail}`);
      },
    },
    logger: createLogger('info', 'json', { write: (line: string) => void logged.push(line) }),
    now: () => Date.parse('2026-11-23T03:00:00Z'),
    everyMs: MINUTE,
  });
  return { check, depths, incidents, logged };
}

describe('SelfCheck by a timer', () => {
  test('checks at the start and then at each interval, until it is stopped', async () => {
    vi.useFakeTimers();
    const { check, depths } = scripted([]);
    check.start();
    expect(depths).toEqual(['quick']);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(depths).toEqual(['quick', 'quick', 'quick']);
    check.stop();
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(depths).toHaveLength(3);
  });

  test('logs a check that failed, and tries again', async () => {
    vi.useFakeTimers();
    const { check, depths, logged, incidents } = scripted([new StorageError('the disk is gone')]);
    check.start();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(depths).toHaveLength(2);
    expect(logged).toEqual([expect.stringContaining('the disk is gone')]);
    expect(incidents).toEqual([]);
    expect(check.state).toEqual({ lastAt: Date.parse('2026-11-23T03:00:00Z'), problems: 0 });
    check.stop();
  });
});

describe('a problem that SelfCheck finds', () => {
  test('is logged and raises an incident', async () => {
    const { check, incidents, logged } = scripted([{ ...SOUND, problems: ['one', 'two'] }]);
    expect(check.state).toEqual({ lastAt: null, problems: 0 });
    await check.check('quick');
    expect(incidents).toEqual(['ledger_fault: one', 'ledger_fault: two']);
    expect(logged).toHaveLength(2);
    expect(check.state.problems).toBe(2);
  });

  test('raises at most ten incidents together with others', async () => {
    const { check, incidents } = scripted([
      { ...SOUND, problems: Array.from({ length: 40 }, (_, n) => `problem ${n}`) },
    ]);
    await check.check('full');
    expect(incidents).toHaveLength(10);
  });

  test('stays after a full check found it until a full check is clean', async () => {
    const broken = { ...SOUND, problems: ['old'] };
    const { check } = scripted([broken, SOUND, SOUND]);
    await check.check('full');
    await check.check('quick');
    expect(check.state.problems).toBe(1);
    await check.check('full');
    expect(check.state.problems).toBe(0);
  });

  test('ends after a quick check found it when a full check is clean', async () => {
    const { check } = scripted([{ ...SOUND, problems: ['x'] }, SOUND]);
    await check.check('quick');
    await check.check('full');
    expect(check.state.problems).toBe(0);
  });
});

describe('SelfCheck in a running gateway', () => {
  const READY = '/readyz';
  const get = async (app: RunningApp, path: string) => {
    const response = await fetch(app.url + path);
    return { status: response.status, body: await response.json() };
  };

  test('finds at the start a monthly balance that is a dollar off, and none that is right', async () => {
    const databasePath = join(tempFolderForThisTest(), 'jigap.db');
    const first = await startApp({ databasePath, checks: true });
    const { token } = await first.newStudent();
    const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
    expect((await first.chat(token, chat)).status).toBe(200);
    await first.stop();
    const clock = new TestClock();
    clock.advance(3 * 86_400_000);
    const checked = async (status: number) => {
      const app = await startApp({ databasePath, clock, checks: true });
      try {
        const isChecked = { last_check: expect.any(String) };
        await vi.waitFor(async () => expect((await get(app, READY)).body).toMatchObject(isChecked));
        expect(await get(app, READY)).toMatchObject({ status });
        const { data } = (await app.api('GET', '/api/incidents?open=true')).json;
        return data.filter(({ kind }: { kind: string }) => kind === 'ledger_fault');
      } finally {
        await app.stop();
      }
    };
    expect(await checked(200)).toEqual([]);
    const sqlite = new Database(databasePath);
    sqlite.exec("UPDATE balances SET spent = spent + 1000000000 WHERE scope = 'wallet' AND period = 'month'");
    sqlite.close();
    const detail = 'wallet, month from 2026-10-31T15:00:00.000Z: spent is 1 USD above its records';
    expect(await checked(503)).toMatchObject([{ detail }]);
  });

  test('reports a broken ledger in /readyz and as one incident, and goes on serving calls', async () => {
    const app = await startApp();
    try {
      expect(await get(app, READY)).toEqual({ status: 200, body: { status: 'ok', last_check: null } });
      const { token } = await app.newStudent();
      const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
      expect((await app.chat(token, chat)).status).toBe(200);
      expect((await app.api('POST', '/api/check')).json).toMatchObject({ ok: true });
      const last_check = '2026-11-23T03:00:00.000Z';
      expect(await get(app, READY)).toEqual({ status: 200, body: { status: 'ok', last_check } });

      const sqlite = new Database(app.databasePath);
      sqlite.exec("UPDATE balances SET held = held + 5 WHERE scope = 'wallet'");
      sqlite.close();
      expect((await app.api('POST', '/api/check')).json).toMatchObject({ ok: false, faults: [expect.any(String)] });
      await app.api('POST', '/api/check');
      expect(await get(app, READY)).toEqual({
        status: 503,
        body: { status: 'the ledger check failed', faults: 1, last_check },
      });
      const { data } = (await app.api('GET', '/api/incidents?open=true')).json;
      expect(data).toMatchObject([
        { kind: 'ledger_fault', detail: expect.stringMatching(/^wallet, month .* held is/) },
      ]);
      expect(app.logLines.filter((line) => line.includes('the ledger check failed'))).toHaveLength(2);
      expect((await app.chat(token, chat)).status).toBe(200);
    } finally {
      await app.stop();
    }
  });
});
