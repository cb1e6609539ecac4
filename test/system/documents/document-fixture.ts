import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { writePrograms } from './programs.ts';
import { smallJpeg } from './small-jpeg.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** A start in the folder of a document must find neither the settings nor the data of the person who runs the tests. */
const LEFT_OUT = ['.env', '.git', 'data', 'secrets'];

/** What the commands of one document find: a checkout, a server with the demo upstream, an owner and a student. */
export interface DocumentFixture {
  readonly folder: string;
  readonly gateway: GatewayProcess;
  readonly env: Readonly<Record<string, string>>;
  /** The command lines that were noted instead of run: programs.ts. */
  readonly notRunFile: string;
  /** The code of a block with real values for its placeholders. */
  readonly fill: (code: string) => string;
  stop(): Promise<void>;
}

/** @param python the interpreter of an environment with the packages that documents import */
export async function startDocument(python: string): Promise<DocumentFixture> {
  const folder = makeTempFolder();
  const bill = await startEmptyBill();
  const gateway = await startGateway({
    env: {
      ...{ JIGAP_LOG_LEVEL: 'error', JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-5.6-luna,tts-1,gpt-image-2' },
      ...{ OPENAI_ADMIN_KEY: 'sk-admin-of-the-tests', OPENAI_ADMIN_BASE_URL: bill.url },
    },
  });
  const { token, callId } = await addStudent(gateway);
  linkCheckout(folder);
  writePrograms(join(folder, '.programs'));
  writeColab(join(folder, '.python'));
  writeFileSync(join(folder, 'roster.csv'), 'name,student number\nChoi Yuna,2026001\nJung Hoon,2026002\n');
  writeFileSync(join(folder, 'photo.jpg'), smallJpeg());
  const notRunFile = join(folder, '.not-run');
  writeFileSync(notRunFile, '');
  const pythonFolder = join(python, '..');
  const realPath = `${pythonFolder}:${process.env.PATH ?? ''}`;
  return {
    ...{ folder, gateway, notRunFile },
    env: {
      PATH: `${join(folder, '.programs')}:${realPath}`,
      HOME: folder,
      LANG: 'C.UTF-8',
      PYTHONPATH: join(folder, '.python'),
      TEST_NODE: process.execPath,
      TEST_REAL_PATH: realPath,
      TEST_NOT_RUN: notRunFile,
      JIGAP_ENV_FILE: 'none',
      JIGAP_DATABASE: join(folder, 'data', 'jigap.db'),
      JIGAP_URL: gateway.url,
      JIGAP_OWNER_TOKEN: gateway.ownerToken,
      OPENAI_API_KEY: token,
      OPENAI_BASE_URL: `${gateway.url}/v1`,
    },
    fill: (code) => placeholders(gateway, token, callId).reduce((text, [from, to]) => text.replaceAll(from, to), code),
    async stop() {
      await gateway.stop();
      bill.server.close();
      remove(folder);
    },
  };
}

/** What a reader replaces, and by what. A placeholder that is not here is left in its block, which then fails. */
function placeholders({ url, ownerToken }: GatewayProcess, token: string, callId: string) {
  const nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  return [
    ['jgo_...', ownerToken],
    ['jgp_...', token],
    ['sk-...', 'sk-of-the-tests-0123456789'],
    ['req_...', callId],
    [/http:\/\/(?:ADDRESS|주소|the-address-from-your-teacher:8080|선생님께-받은-주소:8080)/g, url],
    ['http://127.0.0.1:8080', url],
    ['https://class.example', url],
    // The last day of a class must not be over when the test runs.
    ['2026-12-18', nextMonth],
  ] as const;
}

/** A student with a budget, and one call of his. */
async function addStudent({ url, owner }: GatewayProcess) {
  const student = await owner.call('POST', '/api/students', { name: 'Reader' });
  const { token } = await owner.call('POST', `/api/students/${student.id}/tokens`, {});
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] }),
  });
  return { token: String(token), callId: answer.headers.get('x-request-id') ?? '' };
}

/** Everything of the repository by links, so that `npm run` and relative paths work as in a clone. */
function linkCheckout(folder: string): void {
  for (const name of readdirSync(ROOT)) if (!LEFT_OUT.includes(name)) symlinkSync(join(ROOT, name), join(folder, name));
}

/** Colab's module for secrets, with the environment as its secrets. */
function writeColab(folder: string): void {
  const colab = join(folder, 'google', 'colab');
  mkdirSync(colab, { recursive: true });
  writeFileSync(join(colab, '__init__.py'), '');
  writeFileSync(join(colab, 'userdata.py'), 'import os\n\n\ndef get(name):\n    return os.environ[name]\n');
}

/** A provider's bill without any use, for `jigap reconcile`. */
async function startEmptyBill(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'page', data: [], has_more: false, next_page: null }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bill has no port');
  return { url: `http://127.0.0.1:${address.port}/v1`, server };
}
