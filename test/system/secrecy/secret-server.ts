import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SERVER_FILE, startGateway } from '../../support/gateway-process.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { ALL_MODELS } from './calls.ts';
import { SECRETS } from './canaries.ts';

/** The real process, with every canary in its environment. */
export interface SecretServer {
  readonly server: ServerProcess;
  readonly url: string;
  readonly folder: string;
  readonly databasePath: string;
  readonly upstream: ScriptedUpstream;
  /** As the owner: the text of the answer. */
  api(method: string, path: string, body?: object): Promise<string>;
  newStudent(): Promise<string>;
}

/** As an owner starts it; ends with the test. */
export async function startSecretServer(env: Readonly<Record<string, string>> = {}): Promise<SecretServer> {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  const folder = tempFolderForThisTest();
  const databasePath = join(folder, 'data', 'jigap.db');
  const { server, url, owner, stop } = await startGateway({
    command: [process.execPath, SERVER_FILE],
    cwd: folder,
    env: {
      JIGAP_LANGUAGE: 'en',
      JIGAP_LOG_LEVEL: 'trace',
      JIGAP_DATABASE: databasePath,
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
      JIGAP_ALLOWED_MODELS: ALL_MODELS,
      JIGAP_STUDENT_WEEKLY_USD: '1000',
      JIGAP_WALLET_MONTHLY_USD: '10000',
      JIGAP_STOP_SECONDS: '1',
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API_KEY: SECRETS.key,
      OPENAI_PROJECT_ID: SECRETS.project,
      ...env,
    },
  });
  onTestFinished(async () => {
    await stop('SIGKILL');
  });
  const api = async (method: string, path: string, body?: object) => (await owner.send(method, path, body)).text;
  const newStudent = async () => (await owner.newStudent()).token;
  return { server, url, folder, databasePath, upstream, api, newStudent };
}
