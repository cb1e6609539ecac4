import { describe, expect, test } from 'vitest';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { listen } from './listener.ts';

const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0 });

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 }, warm: { type: 'boolean' } },
  required: ['city', 'days', 'warm'],
};
const INSTANCE = { city: expect.any(String), days: expect.any(Number), warm: true };
const QUESTION = { role: 'user', content: 'How is Seoul for 3 days?' };

async function answerTo(messages: object[], more: object = {}): Promise<string> {
  const answer = await listen(upstream, { model: 'gpt-3.5-turbo', messages, ...more }).over;
  return JSON.parse(Buffer.concat(answer.chunks).toString()).choices[0].message.content;
}

const system = (content: unknown) => [{ role: 'system', content }, QUESTION];

describe('a JSON Schema in a prompt of the demo', () => {
  test.each([
    ['after a sentence', `Answer with JSON that fits this schema:\n${JSON.stringify(SCHEMA)}\nNothing else.`],
    ['pretty-printed in a code fence', `Return JSON.\n\`\`\`json\n${JSON.stringify(SCHEMA, null, 2)}\n\`\`\``],
    ['in a wrapper with its name', `Reply in JSON: ${JSON.stringify({ name: 'Weather', schema: SCHEMA })}`],
    ['behind braces that open nothing', `Use {name} and { as they stand. JSON Schema: ${JSON.stringify(SCHEMA)}`],
    [
      'after the schema of an example',
      `JSON only. For {"properties": {"foo": {"type": "string"}}} say {"foo": "x"}. Yours: ${JSON.stringify(SCHEMA)}`,
    ],
  ])('gets an instance when it is in the system text, %s', async (_, content) => {
    expect(JSON.parse(await answerTo(system(content)))).toEqual(INSTANCE);
    expect(JSON.parse(await answerTo(system([{ type: 'text', text: content }])))).toEqual(INSTANCE);
  });

  test('gets an instance when it is in a developer message or the instructions of a response', async () => {
    const content = `Answer in JSON: ${JSON.stringify(SCHEMA)}`;
    expect(JSON.parse(await answerTo([{ role: 'developer', content }, QUESTION]))).toEqual(INSTANCE);
    const body = { model: 'gpt-3.5-turbo', instructions: content, input: 'How is Seoul?' };
    const answer = await listen(upstream, body, undefined, '/responses').over;
    const [item] = JSON.parse(Buffer.concat(answer.chunks).toString()).output;
    expect(JSON.parse(item.content[0].text)).toEqual(INSTANCE);
  });

  test('counts in a user message only when the body requests a JSON object', async () => {
    const question = [{ role: 'user', content: `What fits ${JSON.stringify(SCHEMA)} as JSON?` }];
    expect(JSON.parse(await answerTo(question, { response_format: { type: 'json_object' } }))).toEqual(INSTANCE);
    expect(await answerTo(question)).toMatch(/^\[jigap demo\]/);
  });

  test('is ignored when no text mentions JSON, or when the object is no schema', async () => {
    expect(await answerTo(system(`Data: ${JSON.stringify({ a: 1, type: 'object' })} in JSON`))).toMatch(/^\[jigap/);
    expect(await answerTo(system('You know {"properties": 3}, which is JSON'))).toMatch(/^\[jigap demo\]/);
  });

  test('is searched only in the first part of a megabyte of braces', async () => {
    const started = process.cpuUsage();
    expect(await answerTo(system(`json ${'{"'.repeat(500_000)}`))).toMatch(/^\[jigap demo\]/);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});
