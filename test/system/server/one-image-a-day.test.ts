import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { imagesBody, imageUsage } from '../../gateway/endpoints/image-answers.ts';
import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';

const PATH = '/v1/images/generations';
const AT_ONCE = 30;

/** Where it is around noon now, so that no day ends in the middle of the test. */
function zoneAtNoon(): string {
  const hours = 12 - new Date().getUTCHours();
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}

function drawn(upstream: ScriptedUpstream): number {
  return upstream.calls.filter(({ path }) => path === PATH).length;
}

async function draw({ url }: GatewayProcess, token: string): Promise<number> {
  const response = await fetch(url + PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-image-2', prompt: '고양이' }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** The statuses of many calls at once; null for one that the process did not answer. */
function drawMany(gateway: GatewayProcess, token: string): Promise<(number | null)[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => draw(gateway, token).catch(() => null)));
}

async function imagesOf({ owner }: GatewayProcess, studentId: number): Promise<[spent: number, held: number]> {
  const { json } = await owner.send('GET', `/api/students/${studentId}`);
  const budget = json.budgets.find(({ unit }: { unit: string }) => unit === 'images');
  return [budget.spent, budget.held];
}

test('a class with one image a day for each student: nobody gets two, also across a kill and a restart', {
  timeout: 120_000,
  ...LONG_RUN,
}, async () => {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  // The server asks for the list of models by itself.
  upstream.always(async (call, act) => {
    if (call.method === 'GET') return act.json(404, {});
    if (drawn(upstream) < 3) await act.gate('drawn');
    return act.json(200, imagesBody({ usage: imageUsage(196) }));
  });
  const env = {
    ...{ OPENAI_API_KEY: 'sk-test-0123456789abcdefghijklmnop', OPENAI_BASE_URL: upstream.url },
    ...{ JIGAP_ALLOWED_MODELS: 'gpt-image-2', JIGAP_STUDENT_CALLS_IN_FLIGHT: '100' },
    JIGAP_DATABASE: join(tempFolderForThisTest(), 'jigap.db'),
  };

  const first = await startGateway({ env });
  const { json: made } = await first.owner.send('POST', '/api/classes', {
    name: 'Art',
    time_zone: zoneAtNoon(),
    student_budgets: [{ period: 'day', unit: 'images', limit: 1 }],
  });
  const [kim, lee, park] = await Promise.all(
    Array.from({ length: 3 }, () => first.owner.newStudent({ classId: made.id })),
  );
  if (kim === undefined || lee === undefined || park === undefined) throw new Error('no students');
  const beforeKill = [kim, lee].map(({ token }) => drawMany(first, token));
  await upstream.waitsAt('drawn');
  await expect.poll(() => drawn(upstream)).toBe(2);
  await first.stop('SIGKILL');
  for (const statuses of await Promise.all(beforeKill)) expect(statuses).not.toContain(200);
  expect(drawn(upstream)).toBe(2);

  const second = await startGateway({ env });
  for (const { token, student } of [kim, lee]) {
    expect(new Set(await drawMany(second, token))).toEqual(new Set([402]));
    expect(await imagesOf(second, student.id)).toEqual([1, 0]);
  }
  const statuses = await drawMany(second, park.token);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 429 || status === 402)).toHaveLength(AT_ONCE - 1);
  expect(drawn(upstream)).toBe(3);
  expect(await second.stop()).toBe(0);

  const third = await startGateway({ env });
  onTestFinished(() => third.stop().then(() => undefined));
  for (const { token } of [kim, lee, park]) expect(new Set(await drawMany(third, token))).toEqual(new Set([402]));
  expect(drawn(upstream)).toBe(3);
  const { json: records } = await third.owner.send('GET', '/api/requests');
  expect(records.data.map(({ outcome }: { outcome: string }) => outcome).toSorted()).toEqual(['crash', 'crash', 'ok']);

  // What the crash cost is for the owner to give back, with the image.
  const { json: incidents } = await third.owner.send('GET', '/api/incidents?open=true');
  const ofKim = incidents.data.find(({ student_id }: { student_id: number }) => student_id === kim.student.id);
  expect((await third.owner.send('POST', `/api/incidents/${ofKim.id}/refund`, {})).status).toBe(200);
  expect(await draw(third, kim.token)).toBe(200);
  expect(await draw(third, kim.token)).toBe(402);
  expect(drawn(upstream)).toBe(4);
});
