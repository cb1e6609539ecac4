import { afterAll, expect, test } from 'vitest';
import { startApp } from '../../support/running-app.ts';
import { usageOf } from '../../support/scripted-upstream.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 };

const app = await startApp();
afterAll(() => app.stop());

interface MeAnswer {
  readonly budgets: readonly { readonly id: number; readonly scope_id: number }[];
  readonly shared_money: string;
}

/** All that a student can ask about money, with the ids of calls and students taken out. */
async function figuresFor(token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const dryRun = await fetch(`${app.url}/v1/dry-run/chat/completions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    // Without a cap of its own: the one that the budgets afford would be an amount.
    body: JSON.stringify({ ...CHAT, max_tokens: undefined }),
  });
  const [me, call] = [await fetch(`${app.url}/v1/usage`, { headers }), await app.chat(token, CHAT)];
  const shown = Object.entries(call.headers).filter(([name]) => name.startsWith('x-jigap'));
  const { budgets, ...rest } = (await me.json()) as MeAnswer;
  const amounts = budgets.map(({ id: _id, scope_id: _scopeId, ...amounts }) => amounts);
  const refusal = call.status === 200 ? '' : call.body.toString();
  return JSON.stringify({
    dryRun: await dryRun.text(),
    amounts,
    sharedMoney: rest.shared_money,
    status: call.status,
    shown,
    refusal,
  });
}

test.each(['wallet', 'class'] as const)(
  'what others spend of the %s changes no figure that a student is told',
  async (scope) => {
    const { json } = await app.api('POST', '/api/classes', { name: `Class ${scope}` });
    const scope_id = scope === 'class' ? json.id : undefined;
    const seen: string[] = [];
    for (const [spent, limit_usd] of [
      [10, 0.0009],
      [200, 0.0011],
    ] as const) {
      await app.api('PUT', '/api/budgets', { scope, scope_id, period: 'total', limit_usd: 5 });
      const other = await app.newStudent({ classId: json.id });
      app.upstream.next((_call, act) => act.json(200, { choices: [], usage: usageOf(10, spent) }));
      await app.chat(other.token, { ...CHAT, max_tokens: 200 });
      await app.api('PUT', '/api/budgets', { scope, scope_id, period: 'total', limit_usd });
      const { token } = await app.newStudent({ classId: json.id, budgets: [{ period: 'total', limit_usd: 1 }] });
      app.upstream.next((_call, act) => act.json(200, { choices: [], usage: usageOf(1, 1) }));
      seen.push(await figuresFor(token));
      await app.api('PUT', '/api/budgets', { scope, scope_id, period: 'total', limit_usd: 0.000001 });
      seen.push(await figuresFor(token));
    }
    const [before, refused, after, refusedAfter] = seen;
    expect(after).toBe(before);
    expect(refusedAfter).toBe(refused);
    expect(refused).toContain('402');
    await app.api('PUT', '/api/budgets', { scope, scope_id, period: 'total', limit_usd: 5 });
  },
);
