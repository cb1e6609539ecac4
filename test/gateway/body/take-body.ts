import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readerIn } from '../../../src/access/owner-titles.ts';
import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { readBody } from '../../../src/gateway/body/read-body.ts';
import type { ReadBody } from '../../../src/gateway/body/read-json.ts';
import type { Call } from '../../../src/gateway/call.ts';
import { type PrepareDeps, prepare } from '../../../src/gateway/prepare.ts';
import { Refusal } from '../../../src/gateway/refusals/refusal.ts';
import { parseCatalogue } from '../../../src/ledger/catalogue.ts';

const CATALOGUE = parseCatalogue(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../config/models.json'), 'utf8')),
  ENDPOINTS,
);
const MODELS = [
  ...['gpt-3.5-turbo', 'text-embedding-3-small', 'gpt-3.5-turbo-instruct', 'omni-moderation-latest', 'gpt-5.6-luna'],
];
const DEPS: PrepareDeps = {
  policy: () => ({ catalogue: CATALOGUE, allowed: MODELS, aliases: new Map() }),
  inputSlackTokens: 64,
  lowestCap: 16,
  maxBodyBytes: 1_048_576,
  now: () => Date.UTC(2026, 10, 26),
  wantsOpenAiFields: () => true,
  pseudonymOf: () => 'who',
};
const CALL = { reader: readerIn('en', null), caller: { student: { id: 1 }, schoolClass: null } } as unknown as Call;

/** All work on a body before the gateway first awaits something. */
export function takeBody(path: string, body: Buffer): 'sent' | 'refused' {
  const endpoint = ENDPOINTS.find((one) => one.path === path);
  let read: ReadBody = { is: 'not-json' };
  readBody(
    body,
    (_parsed, run) => run(),
    (one) => {
      read = one;
    },
  );
  return send(endpoint, read);
}

function send(endpoint: Endpoint | undefined, read: ReadBody): 'sent' | 'refused' {
  if (endpoint === undefined || read.is !== 'read') return 'refused';
  try {
    prepare(CALL, endpoint, read.value, DEPS);
    return 'sent';
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}
