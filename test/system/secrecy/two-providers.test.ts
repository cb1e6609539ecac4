import { expect, onTestFinished, test } from 'vitest';
import { cut, type Script, type ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { startTwoProviders } from '../../support/two-providers.ts';
import { ASKS, type Ask, ask } from './calls.ts';
import { leaksIn, SECRETS, WORDS } from './canaries.ts';
import { wordsInPieces } from './confessions.ts';
import { tracesOf } from './traces.ts';

const { key, 'key of the lab': labKey } = SECRETS;
const ADMIN_KEY = 'sk-admin-Ww3CanaryOfTheAdminKey0123456789';
const KEYS = { key, labKey, adminKey: ADMIN_KEY };

/** Both providers quote all keys, each as if it had been sent all. */
const SAID = `${WORDS.answer} ${key} and ${labKey} and ${ADMIN_KEY}`;

async function startWithKeys() {
  const both = await startTwoProviders({
    env: {
      ...{
        OPENAI_API_KEY: key,
        LAB_KEY: labKey,
        OPENAI_ADMIN_KEY: ADMIN_KEY,
        JIGAP_LOG_LEVEL: 'trace',
        JIGAP_STOP_SECONDS: '1',
      },
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
    },
  });
  onTestFinished(() => both.stop());
  const { token } = await both.app.newStudent();
  const { app, lab } = both;
  const places: readonly { readonly model: string; readonly upstream: ScriptedUpstream }[] = [
    { model: 'gpt-3.5-turbo', upstream: app.upstream },
    { model: 'llama', upstream: lab },
  ];
  const received: Buffer[] = [];
  const askAll = async (call: Ask, script: Script) => {
    for (const { model, upstream } of places) {
      upstream.always(script);
      const answer = await ask(app.url, token, { ...call, body: { ...call.body, model } });
      received.push(answer.received);
    }
  };
  return { ...both, askAll, received };
}

const CHATS = ASKS.filter(({ path }) => path === '/v1/chat/completions' || path === '/v1/responses');

test.each(CHATS.map((call) => [call.name, call] as const))(
  'no answer of either provider shows a student a key of either, or the admin key: %s',
  async (_name, call) => {
    const { askAll, received, app } = await startWithKeys();
    for (const pieces of [1, 7, 4096])
      await askAll(
        call,
        wordsInPieces(SAID, (all) => cut(all, pieces)),
      );
    const bytes = Buffer.concat(received);
    expect(bytes.toString()).toContain(WORDS.answer);
    expect(leaksIn(bytes, KEYS)).toEqual([]);
    expect(leaksIn(app.logLines.join('\n'), KEYS)).toEqual([]);
  },
);

test('no error of either provider brings any of the keys into a refusal, the log, the files or the owner’s answers', async () => {
  const { app, lab, askAll, received } = await startWithKeys();
  const [chat] = CHATS;
  if (chat === undefined) throw new Error('there is no chat');
  const body = { error: { message: `Incorrect API key provided: ${SAID}`, type: key, param: labKey, code: labKey } };
  for (const status of [400, 401, 403, 404, 429, 500, 503]) {
    await askAll(chat, (_call, act) => act.json(status, body, { 'x-request-id': labKey, 'retry-after': '0' }));
  }
  expect(leaksIn(Buffer.concat(received), KEYS)).toEqual([]);
  lab.always((_call, act) => act.json(401, body));
  const read = async (path: string) => (await app.api('GET', path)).text;
  const answers = [
    await read('/api/providers'),
    (await app.api('POST', '/api/providers/lab/test', {})).text,
    (await app.api('POST', '/api/providers/openai/test', {})).text,
    (await app.api('GET', '/api/settings')).text,
    (await app.api('GET', '/api/support-bundle')).text,
  ];
  for (const text of answers) expect(JSON.parse(text)).not.toHaveProperty('error');
  expect(leaksIn(answers.join('\n'), KEYS)).toEqual([]);
  const traces = await tracesOf({ databasePath: app.databasePath, log: app.logLines.join('\n'), read });
  expect(traces.map(({ place }) => place)).toEqual(expect.arrayContaining(['log', '/metrics', '/api/requests']));
  expect(traces.flatMap(({ place, bytes }) => leaksIn(bytes, KEYS).map((leak) => `${leak}: ${place}`))).toEqual([]);
});
