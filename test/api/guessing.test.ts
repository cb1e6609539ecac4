import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/running-app.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] };

test('wrong tokens are limited per address, owner tokens and API tokens together, and right ones still pass', async () => {
  const app = await startApp({ env: { JIGAP_ADDRESS_FAILURES_PER_MINUTE: '3' } });
  onTestFinished(() => app.stop());
  const { token } = await app.newStudent();
  const guess = (path: string) => fetch(app.url + path, { headers: { authorization: 'Bearer wrong' } });

  const statuses = [];
  for (const path of ['/api/students', '/v1/models', '/api/me']) statuses.push((await guess(path)).status);
  expect(statuses).toEqual([401, 401, 401]);

  for (const path of ['/api/students', '/v1/models']) {
    const refused = await guess(path);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { message: expect.stringMatching(/wrong/) } });
  }

  expect((await app.api('GET', '/api/students')).status).toBe(200);
  expect((await app.chat(token, CHAT)).status).toBe(200);
});
