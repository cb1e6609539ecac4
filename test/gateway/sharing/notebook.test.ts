import { expect, test } from 'vitest';
import { CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatJson, chatStream, type Script, usageOf } from '../../support/scripted-upstream.ts';

const STUDENTS = 30;
const USAGE = usageOf(400, 200);
/** Of gpt-3.5-turbo, nano-USD. */
const CHAT_COST = 400 * 500 + 200 * 1500;
const EMBEDDING = { object: 'embedding', index: 0, embedding: Array.from({ length: 1536 }, (_, at) => at / 1536) };

/** The cells of a notebook that a class runs together, as the openai client sends them. */
const CELLS: readonly {
  readonly name: string;
  readonly path?: string;
  readonly body: unknown;
  readonly script: Script;
}[] = [
  { name: 'chat', body: { ...CHAT, temperature: 0 }, script: chatJson({ content: 'word '.repeat(200), usage: USAGE }) },
  {
    name: 'stream',
    body: { ...CHAT, temperature: 0, stream: true },
    script: chatStream({ chunks: Array.from({ length: 200 }, (_, at) => `word${at} `), usage: USAGE }),
  },
  {
    name: 'embeddings',
    path: '/v1/embeddings',
    body: { model: 'text-embedding-3-small', input: ['a sentence', 'another'] },
    script: (_call, act) =>
      act.json(200, {
        object: 'list',
        model: 'text-embedding-3-small',
        data: [EMBEDDING, { ...EMBEDDING, index: 1 }],
        usage: { prompt_tokens: 400, total_tokens: 400 },
      }),
  },
];
const EMBEDDINGS_COST = 400 * 20;

test.each([
  { what: 'each cell is one call to the provider where the class shares', shares: true, calls: 1 },
  { what: 'each student’s cell is a call where it does not', shares: false, calls: STUDENTS },
])('thirty students run a notebook at once: $what', { timeout: 120_000 }, async ({ shares, calls }) => {
  const fixture = await startAppFixture({
    env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,text-embedding-3-small' },
  });
  await fixture.app.api('PATCH', `/api/classes/${fixture.classId}`, { shares_answers: shares });
  const students: TestStudent[] = [];
  for (let at = 0; at < STUDENTS; at++) students.push(await fixture.addStudent());
  for (const { name, path, body, script } of CELLS) {
    fixture.upstream.reset();
    fixture.upstream.always(async (call, act) => {
      await act.gate('everybody');
      await script(call, act);
    });
    const memory = process.memoryUsage().rss;
    const clients = await Promise.all(students.map((student) => fixture.ask(student, body, path)));
    await fixture.callsInFlight(STUDENTS);
    const answeredAt = performance.now();
    fixture.upstream.open('everybody');
    const took = await Promise.all(
      clients.map(async (client) => {
        const { status, headers, body: answer } = await client.response();
        expect(status).toBe(200);
        return { ms: performance.now() - answeredAt, isShared: headers['x-jigap-shared'] === 'true', answer };
      }),
    );
    for (const client of clients) client.hangUp();
    await fixture.settled();
    expect(fixture.upstream.calls).toHaveLength(calls);
    expect(new Set(took.map(({ answer }) => answer.toString())).size).toBe(1);
    if (process.env.JIGAP_FIGURES === '1') console.log(figures(name, took, process.memoryUsage().rss - memory));
  }
  // What the provider bills for the calls that reached it, and nothing else.
  const spent = calls * (2 * CHAT_COST + EMBEDDINGS_COST);
  for (const scope of ['wallet', 'class'] as const) expect(await fixture.moneyOf(scope)).toEqual({ spent, held: 0 });
  await fixture.stop();
});

function figures(name: string, took: readonly { ms: number; isShared: boolean }[], bytes: number): string {
  const of = (isShared: boolean) => took.filter((one) => one.isShared === isShared).map(({ ms }) => ms);
  const range = (ms: readonly number[]) =>
    ms.length === 0 ? 'none' : `${ms.length}: ${Math.min(...ms).toFixed(0)} to ${Math.max(...ms).toFixed(0)} ms`;
  return `${name}: own ${range(of(false))}; shared ${range(of(true))}; +${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
