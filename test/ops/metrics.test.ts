import { expect, onTestFinished, test } from 'vitest';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';

const METRICS_TOKEN = 'a-token-that-only-a-scraper-has';

async function running(env: AppOverrides['env'] = {}): Promise<RunningApp> {
  const app = await startApp({ env });
  onTestFinished(() => app.stop());
  return app;
}

async function metrics(app: RunningApp, headers: Readonly<Record<string, string>>) {
  const response = await fetch(`${app.url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

test.each<[string, Readonly<Record<string, string>>]>([
  ['nothing beside it, as a bare proxy_pass on the same machine sends it', {}],
  ['the Host of the upstream, as nginx sends it', { host: '127.0.0.1:8080' }],
  ['the header of a proxy that names the client', { 'x-forwarded-for': '192.0.2.1' }],
  ['a wrong token', bearer('a-token-that-nobody-ever-gave')],
  ['another scheme', { authorization: `Basic ${METRICS_TOKEN}` }],
])('refuses a request from this machine for /metrics with %s', async (_what, headers) => {
  const app = await running({ JIGAP_METRICS_TOKEN: METRICS_TOKEN });
  const { token } = await app.newStudent();
  const answers = [await metrics(app, headers), await metrics(app, bearer(token))];
  for (const { status, text } of answers) {
    expect(status).toBe(401);
    expect(JSON.parse(text).error.message).toMatch(/JIGAP_METRICS_TOKEN/);
    expect(text).not.toContain('jigap_calls');
  }
});

test('serves /metrics to the owner token, and to the token for metrics, which opens nothing else', async () => {
  const app = await running({ JIGAP_METRICS_TOKEN: METRICS_TOKEN });
  const { token } = await app.newStudent();
  expect((await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] })).status).toBe(
    200,
  );
  for (const secret of [app.ownerToken, METRICS_TOKEN]) {
    const { status, text } = await metrics(app, bearer(secret));
    expect(status).toBe(200);
    expect(text).toContain('jigap_calls_total{outcome="ok",model="gpt-3.5-turbo",provider="openai"} 1\n');
    expect(text).toContain('jigap_call_duration_seconds_count 1\n');
  }
  for (const path of ['/api/students', '/v1/models', '/api/me']) {
    expect([path, (await fetch(app.url + path, { headers: bearer(METRICS_TOKEN) })).status]).toEqual([path, 401]);
  }
  expect(app.logLines.join('\n')).not.toContain(METRICS_TOKEN);
});

test('serves /metrics to no other token where none is set for it', async () => {
  const app = await running();
  expect((await metrics(app, bearer('undefined'))).status).toBe(401);
  expect((await metrics(app, bearer('null'))).status).toBe(401);
  expect((await metrics(app, bearer(app.ownerToken))).status).toBe(200);
});

test('counts wrong tokens for /metrics against the address, and right ones never', async () => {
  const app = await running({ JIGAP_ADDRESS_FAILURES_PER_MINUTE: '3' });
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries++) statuses.push((await metrics(app, bearer(`wrong-token-${tries}`))).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  expect((await metrics(app, bearer(app.ownerToken))).status).toBe(200);
});
