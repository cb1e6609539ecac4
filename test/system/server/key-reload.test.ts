import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../../support/gateway-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { startScriptedUpstream, usageOf } from '../../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { type GatewayServer, onChat, sendChat, startGatewayServer } from './gateway-server.ts';

const FIRST = 'sk-proj-TheFirstKeyOfTheReloadTest0123456789';
const SECOND = 'sk-proj-TheSecondKeyOfTheReloadTest9876543210';
const THIRD = 'sk-proj-TheThirdKeyOfTheReloadTest5555555555';

const chatKeys = ({ upstream }: Pick<GatewayServer, 'upstream'>) =>
  upstream.calls
    .filter(({ path }) => path === '/v1/chat/completions')
    .map(({ headers }) => headers.authorization?.replace('Bearer ', ''));

test(
  'a key file that changes is taken up without a restart; running calls end with the key before',
  LONG_RUN,
  async () => {
    const file = join(tempFolderForThisTest(), 'openai.key');
    writeFileSync(file, FIRST);
    const server = await startGatewayServer({ env: { OPENAI_API_KEY: '', OPENAI_API_KEY_FILE: file } });
    const token = await server.newStudent();
    server.upstream.next(
      onChat(async (_call, act) => {
        await act.gate('end');
        act.json(200, { choices: [{ message: { content: `it is ${SECOND}` } }], usage: usageOf(10, 5) });
      }),
    );
    const running = chatAnswer(server, token);
    await server.upstream.waitsAt('end');

    writeFileSync(file, SECOND);
    await server.process.prints(/keys of the provider were read again/);
    server.upstream.open('end');
    const answer = await running;
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).not.toContain(SECOND);
    expect(await chat(server, token)).toBe(200);
    expect(chatKeys(server)).toEqual([FIRST, SECOND]);
    const { data } = await server.api('GET', '/api/audit');
    expect(data[0]).toMatchObject({ actor: 'system', action: 'provider.read_keys', subject: 'provider openai' });

    rmSync(file);
    await server.process.prints(/its file is gone/);
    expect(await chat(server, token)).toBe(200);
    expect(chatKeys(server).at(-1)).toBe(SECOND);
    const incidents = (await server.api('GET', '/api/incidents?open=true')).data;
    expect(incidents).toMatchObject([{ kind: 'upstream_key_unreadable' }]);
    const everything = `${server.process.printed()} ${JSON.stringify([data, incidents])}`;
    for (const key of [FIRST, SECOND]) expect(everything).not.toContain(key);
  },
);

test('SIGHUP reads a key of .env again at once, and does not stop the server', async () => {
  const envFile = join(tempFolderForThisTest(), 'settings.env');
  writeFileSync(envFile, `OPENAI_API_KEY=${FIRST}\n`, { mode: 0o600 });
  const upstream = await startScriptedUpstream();
  const env = { JIGAP_LANGUAGE: 'en', OPENAI_BASE_URL: upstream.url, JIGAP_ENV_FILE: envFile };
  const { server, url, owner, stop } = await startGateway({ env });
  onTestFinished(async () => {
    await stop('SIGKILL');
    await upstream.stop();
  });
  const { token } = await owner.newStudent();
  expect(await chat({ url }, token)).toBe(200);
  writeFileSync(envFile, `OPENAI_API_KEY=${THIRD}\n`, { mode: 0o600 });
  process.kill(server.pid ?? 0, 'SIGHUP');
  await server.prints(/the keys of the providers are read again/);
  await server.prints(/keys of the provider were read again/);
  expect(await chat({ url }, token)).toBe(200);
  expect(chatKeys({ upstream })).toEqual([FIRST, THIRD]);
});

async function chatAnswer({ url }: Pick<GatewayServer, 'url'>, token: string) {
  const client = await connectRaw(url);
  await sendChat(client, token);
  const answer = await client.response();
  client.hangUp();
  return answer;
}

async function chat(server: Pick<GatewayServer, 'url'>, token: string): Promise<number> {
  return (await chatAnswer(server, token)).status;
}
