import { spawnGateway } from '../../support/gateway-process.ts';
import { freePort, type ServerProcess } from '../../support/server-process.ts';

/** What `npm start` means in a document: jigap starts with the settings of this environment, is ready, and stops. */
const POLL_MS = 100;
const PATIENCE_MS = 120_000;

const settings = Object.fromEntries(
  Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && /^(?:JIGAP|OPENAI)_/.test(entry[0]),
  ),
);
// A document's own key is called nowhere but at the address of the tests. A student's token is no key: then a simulated
// model answers, as it does without any.
if (settings.OPENAI_API_KEY?.startsWith('jgp_') === true) delete settings.OPENAI_API_KEY;
const hasKey = settings.OPENAI_API_KEY !== undefined || process.env.TEST_KEY_IN_FILE === 'yes';
if (!hasKey) delete settings.OPENAI_BASE_URL;

const port = await freePort();
const server = spawnGateway({ env: { ...settings, JIGAP_PORT: String(port) } });
const isReady = await becomesReady(server, `http://127.0.0.1:${port}/readyz`);
const code = await server.stop();
if (isReady && code === 0) console.log('started, was ready, and stopped');
else {
  console.error(`ready: ${isReady}; ended with ${code}: ${server.printed()}`);
  process.exitCode = 1;
}

async function becomesReady({ hasEnded }: ServerProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!hasEnded() && Date.now() < deadline) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}
