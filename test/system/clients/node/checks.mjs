/** Runs the checks of a client one after another and prints one line of JSON for each: ../matrix.ts judges them. */
import { setTimeout as wait } from 'node:timers/promises';

const { env } = process;

export const MODEL = 'gpt-3.5-turbo';
export const EMBEDDER = 'text-embedding-3-small';
export const MODERATOR = 'omni-moderation-latest';
/** For what a client refuses to ask of MODEL; it is allowed beside it. */
export const NEWER_MODEL = 'gpt-4o-mini';
/** Takes pictures. */
export const SEEING_MODEL = 'gpt-4o-mini';
/** Of one pixel. */
export const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** What the demo says of it. */
export const SEEN = '1 x 1 pixels';
/** Its answers begin with reasoning. */
export const REASONER = 'gpt-6-luna';
/** For /completions alone. */
export const LEGACY_MODEL = 'gpt-3.5-turbo-instruct';
export const PAINTER = 'gpt-image-2';
export const SPEAKER = 'tts-1';
/** All that the owner allows. */
export const MODELS = [MODEL, NEWER_MODEL, REASONER, LEGACY_MODEL, EMBEDDER, MODERATOR, PAINTER, SPEAKER];
export const QUESTION = 'Say hello to the class in a few words.';
export const WEATHER_QUESTION = 'What is the weather in Seoul?';
export const WEATHER_PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

/** Where and as whom a client is served: what the environment says, as a student sets it. */
export const HERE = { apiKey: env.OPENAI_API_KEY, baseURL: env.OPENAI_BASE_URL };
export const ALMOST_BROKE = { ...HERE, apiKey: env.ALMOST_BROKE_API_KEY };
/** Streams that begin and do not end, and what the demo does not serve. */
export const SLOW = { apiKey: env.QUITTER_API_KEY, baseURL: env.SLOW_BASE_URL };

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

/** @param run may return a note */
export async function served(endpoint, cell, run) {
  const started = performance.now();
  try {
    const note = await run();
    say({ endpoint, cell, ok: true, note: note ?? '', ms: since(started) });
  } catch (error) {
    say({ endpoint, cell, ok: false, note: String(error?.stack ?? error), ms: since(started) });
  }
}

/** A difference to the real API that is known: `run` shows that it is still there. */
export async function known(endpoint, cell, difference, run) {
  try {
    await run();
    say({ endpoint, cell, known: difference });
  } catch (error) {
    say({ endpoint, cell, ok: false, note: String(error?.stack ?? error) });
  }
}

/** What the client has no way to do. */
export function without(endpoint, cell, na) {
  say({ endpoint, cell, na });
}

/**
 * Every refusal of an endpoint. `call(at)` makes one call with at.apiKey, at.baseURL and at.model, and with a parameter
 * that is not served when at.refused. `notThere` says why there is none of some.
 */
export async function refusals(endpoint, model, call, notThere = {}) {
  const at = { ...HERE, model, refused: false };
  const cases = {
    'wrong token': { ...at, apiKey: 'sk-not-one-of-ours' },
    // Some clients know which names are for chats, and send no other to the legacy completions.
    'other model': { ...at, model: endpoint === 'completions' ? 'davinci-002' : 'gpt-4o' },
    'budget spent': { ...at, apiKey: env.BROKE_API_KEY },
    'refused parameter': { ...at, refused: true },
    'rate limited': { ...at, apiKey: env.BUSY_API_KEY, baseURL: env.SLOW_BASE_URL },
    'unknown address': { ...at, baseURL: `${HERE.baseURL}/nowhere` },
    'provider down': { ...at, apiKey: env.DOWN_API_KEY, baseURL: env.DOWN_BASE_URL },
  };
  for (const [cell, settings] of Object.entries(cases)) {
    if (cell in notThere) without(endpoint, cell, notThere[cell]);
    else await refused(endpoint, cell, () => call(settings));
  }
}

export async function refused(endpoint, cell, call) {
  const before = await sentSoFar();
  const started = performance.now();
  let raised = null;
  try {
    await call();
  } catch (error) {
    raised = described(error);
  }
  const ms = since(started);
  say({ endpoint, cell, raised, sent: (await sentSoFar()) - before, ms });
}

/**
 * A stream that the student gives up after its first words. `read(signal, heard)` reads it with the settings SLOW, calls
 * heard() at the first words and reads on until the client ends it. Then the ledger must hold nothing and have charged.
 */
export async function aborted(endpoint, read) {
  await served(endpoint, 'abort', async () => {
    const [before, sent] = [await myBudget(), await sentSoFar()];
    const controller = new AbortController();
    let raised = 'nothing';
    let abortedAt = null;
    const heard = () => {
      abortedAt ??= performance.now();
      controller.abort();
    };
    try {
      await read(controller.signal, heard);
    } catch (error) {
      raised = described(error).name;
    }
    check(abortedAt !== null, `no words came: ${raised}`);
    // The stream itself ends only when the gateway gives its provider up, which takes minutes.
    const ended = since(abortedAt);
    check(ended < 10_000, `the client went on reading for ${ended} ms`);
    check((await sentSoFar()) - sent === 1, 'more than one request was sent');
    const { charged, ms } = await resolved(before, abortedAt);
    return `raised ${raised}; $${charged} charged after ${ms} ms`;
  });
}

async function resolved(before, since0) {
  for (;;) {
    const now = await myBudget();
    const ms = since(since0);
    if (now.held_usd === 0 && now.spent_usd > before.spent_usd) {
      return { charged: (now.spent_usd - before.spent_usd).toFixed(6), ms };
    }
    check(ms < 10_000, `the hold is still there: ${JSON.stringify(now)}`);
    await wait(100);
  }
}

/** What the student of SLOW can see of the ledger. */
async function myBudget() {
  const url = `${env.SLOW_BASE_URL.replace(/v1$/, '')}api/me`;
  // Its request would be counted, were it not for the name of a client that nobody has.
  const answer = await fetch(url.replace(/^(https?:\/\/[^/]+)\/[^/]+/, '$1/nobody'), {
    headers: { authorization: `Bearer ${SLOW.apiKey}` },
  });
  const { budgets } = await answer.json();
  return budgets.find(({ scope }) => scope === 'student');
}

export async function sentSoFar() {
  return Number(await (await fetch(env.COUNT_URL)).text());
}

function described(error) {
  const inner = error?.lastError ?? error;
  const name = error?.name && error.name !== 'Error' ? error.name : (error?.constructor?.name ?? typeof error);
  const status = inner?.status ?? inner?.statusCode ?? null;
  const code = inner?.code ?? inner?.data?.error?.code ?? inner?.error?.code ?? null;
  return { name, status, code, message: String(error?.message ?? error) };
}

function since(started) {
  return Math.round(performance.now() - started);
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
