import { describe, expect, test } from 'vitest';
import type { AppOverrides, RunningApp } from '../support/running-app.ts';
import { wellBehaved } from '../support/scripted-upstream.ts';

interface Replicas {
  readonly a: RunningApp;
  readonly b: RunningApp;
}

export const ask = (model: string) => ({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 });

/** What holds for any two replicas. @param start ends them after the test */
export function replicaCases(start: (overrides?: AppOverrides) => Promise<Replicas>): void {
  describe('two replicas', () => {
    test('allows a model in the other replica for the call right after the answer, and refuses it again', async () => {
      const { a, b } = await start();
      const { token } = await a.newStudent();
      for (let round = 0; round < 5; round++) {
        expect((await a.api('PATCH', '/api/models', { allow: ['gpt-4o-mini'] })).status).toBe(200);
        expect((await b.chat(token, ask('gpt-4o-mini'))).status).toBe(200);
        expect((await b.api('PATCH', '/api/models', { disallow: ['gpt-4o-mini'] })).status).toBe(200);
        expect((await a.chat(token, ask('gpt-4o-mini'))).status).toBe(404);
      }
    });

    test('shows the time zone of the owner in the other replica at once', async () => {
      const { a, b } = await start();
      for (const [zone, here, there] of [
        ['Europe/Berlin', a, b],
        ['Asia/Tokyo', b, a],
      ] as const) {
        expect((await here.api('PATCH', '/api/settings', { time_zone: zone })).status).toBe(200);
        expect((await there.api('GET', '/api/settings')).json.time_zone).toBe(zone);
      }
    });

    test('refuses the owner token in the other replica once it was replaced', async () => {
      const { a, b } = await start({ env: { JIGAP_OWNER_TOKEN: '' } });
      expect(b.ownerToken).not.toBe(a.ownerToken);
      const send = (url: string, token: string) =>
        fetch(`${url}/api/classes`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
      expect([await send(a.url, a.ownerToken), await send(b.url, a.ownerToken)]).toEqual([200, 200]);
      const { json } = await a.api('POST', '/api/owner-token/rotate');
      expect(await send(b.url, a.ownerToken)).toBe(401);
      expect(await send(b.url, json.owner_token)).toBe(200);
    });

    test('looks at the models of the provider in one of two replicas', async () => {
      const { a, b } = await start();
      await Promise.all([a.runJobs(), b.runJobs()]);
      expect(a.upstream.calls.map(({ path }) => path)).toEqual(['/v1/models']);
    });

    test('shows in both what the jobs of one have found', async () => {
      const { a, b } = await start();
      const checks = async (app: RunningApp) => {
        const { providers, health } = (await app.api('GET', '/api/support-bundle')).json;
        return [providers[0].last_model_check?.at ?? null, health.last_check];
      };
      expect(await checks(b)).toEqual([null, null]);
      await a.runJobs();
      await b.runJobs();
      const [modelCheck, selfCheck] = await checks(a);
      expect(await checks(b)).toEqual([expect.any(String), expect.any(String)]);
      expect(await checks(b)).toEqual([modelCheck, selfCheck]);
      expect(a.upstream.calls).toHaveLength(1);
    });

    test('counts the requests of a student in both replicas together', async () => {
      const { a, b } = await start({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '4' } });
      const { token } = await a.newStudent();
      const me = (app: RunningApp) =>
        fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
      expect([await me(a), await me(b), (await a.chat(token, ask('gpt-3.5-turbo'))).status, await me(b)]).toEqual(
        Array(4).fill(200),
      );
      for (const app of [a, b]) {
        const refused = await app.chat(token, ask('gpt-3.5-turbo'));
        expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
      }
    });

    test('runs as many calls of a student in both replicas together as the limit says', async () => {
      const { a, b } = await start({ env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '2' } });
      const { token } = await a.newStudent();
      a.upstream.always(async (call, act) => {
        await act.gate('answer');
        await wellBehaved(call, act);
      });
      const running = [a, b].map((app) => app.chat(token, ask('gpt-3.5-turbo')));
      await a.upstream.called(2);
      for (const app of [a, b]) expect((await app.chat(token, ask('gpt-3.5-turbo'))).status).toBe(429);
      a.upstream.open('answer');
      expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
      const again = async () => (await b.chat(token, ask('gpt-3.5-turbo'))).status;
      await expect.poll(again, { timeout: 60_000 }).toBe(200);
    });

    test('refuses in the other replica at once what the owner has just refused', async () => {
      const { a, b } = await start();
      const { token, tokenId, student } = await a.newStudent({ budgets: [{ period: 'day', limit_usd: 1 }] });
      const statusOn = async (app: RunningApp) => (await app.chat(token, ask('gpt-3.5-turbo'))).status;
      expect([await statusOn(a), await statusOn(b)]).toEqual([200, 200]);
      for (const [here, there] of [
        [a, b],
        [b, a],
      ] as const) {
        await here.owner.send('PATCH', `/api/students/${student.id}`, { suspended: true });
        expect(await statusOn(there)).toBe(403);
        await there.owner.send('PATCH', `/api/students/${student.id}`, { suspended: false });
        expect(await statusOn(here)).toBe(200);
      }
      const budget = { scope: 'student', scope_id: student.id, period: 'day' };
      expect((await a.api('PUT', '/api/budgets', { ...budget, limit_usd: 0 })).status).toBe(200);
      expect(await statusOn(b)).toBe(402);
      expect((await b.api('PUT', '/api/budgets', { ...budget, limit_usd: 1 })).status).toBe(200);
      expect(await statusOn(a)).toBe(200);
      expect((await b.api('DELETE', `/api/tokens/${tokenId}`)).status).toBe(204);
      expect(await statusOn(a)).toBe(401);
    });
  });
}
