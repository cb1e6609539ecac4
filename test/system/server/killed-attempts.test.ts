import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../../support/gateway-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { errorJson, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';

const PRICE = {
  from: '2026-01-01',
  input: 1000,
  cached_input: 1000,
  cache_write: 1000,
  output: 1000,
  source: 'a test',
};
const MODEL = {
  ...{ id: 'other', provider: 'lab', snapshots: [], endpoints: ['chat'], inputs: ['text'], context_window: 4096 },
  ...{ max_output: 1024, default_max_output: 256, reasoning: false, shutdown_date: null, prices: [PRICE] },
};

test('a kill while the second model answers leaves one hold released and the other expired, each once', {
  timeout: 120_000,
  ...LONG_RUN,
}, async () => {
  const folder = tempFolderForThisTest();
  const [openai, lab] = [await startScriptedUpstream(), await startScriptedUpstream()];
  onTestFinished(() => Promise.all([openai.stop(), lab.stop()]).then(() => undefined));
  const [providers, more] = [join(folder, 'providers.json'), join(folder, 'more.json')];
  writeFileSync(providers, JSON.stringify({ providers: [{ name: 'lab', base_url: lab.url }] }));
  writeFileSync(more, JSON.stringify({ models: [MODEL] }));
  const env = {
    ...{ OPENAI_API_KEY: 'sk-test-0123456789abcdefghijklmnop', OPENAI_BASE_URL: openai.url },
    ...{ JIGAP_PROVIDERS_FILE: providers, JIGAP_MORE_MODELS_FILE: more },
    JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna|other',
    JIGAP_DATABASE: join(folder, 'jigap.db'),
  };
  openai.always(errorJson(503, null, 'overloaded'));
  // The server asks for the list of models by itself.
  lab.always((call, act) => (call.method === 'GET' ? act.json(404, {}) : act.gate('answering')));

  const first = await startGateway({ env });
  const { json: made } = await first.owner.send('POST', '/api/classes', { name: 'AI', falls_back: true });
  const { student, token } = await first.owner.newStudent({ classId: made.id });
  const call = fetch(`${first.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] }),
  }).catch(() => null);
  await lab.waitsAt('answering');
  await first.stop('SIGKILL');
  await call;

  const second = await startGateway({ env });
  onTestFinished(() => second.stop().then(() => undefined));
  const { json: records } = await second.owner.send('GET', `/api/requests?student_id=${student.id}`);
  expect(records.data).toMatchObject([
    { served_model: 'other', outcome: 'crash' },
    { served_model: 'gpt-6-luna', outcome: 'upstream_refused', cost_usd: 0 },
  ]);
  expect(records.data).toHaveLength(2);
  const { json: budgets } = await second.owner.send('GET', `/api/budgets?scope=student&scope_id=${student.id}`);
  expect(budgets.data.map(({ held_usd }: { held_usd: number }) => held_usd)).toEqual([0]);
  expect(budgets.data[0].spent_usd).toBe(records.data[0].cost_usd);
  expect(records.data[0].cost_usd).toBeGreaterThan(0);
});
