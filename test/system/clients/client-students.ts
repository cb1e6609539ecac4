import type { CountingProxy } from './counting-proxy.ts';
import type { Gateway, GatewayName } from './gateways.ts';

/** The students whom one client is, on each gateway: their tokens and where they find it, as its environment. */
export type ClientEnv = Readonly<Record<string, string>>;

interface ClientStudent {
  readonly gateway: GatewayName;
  /** The variable that holds the token. */
  readonly variable: string;
  /** In all; null for the default budget. */
  readonly limitUsd: number | null;
}

const STUDENTS: readonly ClientStudent[] = [
  { gateway: 'demo', variable: 'OPENAI_API_KEY', limitUsd: null },
  // Enough for a handful of short calls: the client must first be served, then be refused.
  { gateway: 'demo', variable: 'ALMOST_BROKE_API_KEY', limitUsd: 0.0005 },
  // One nano-USD: not enough for any call that costs at all.
  { gateway: 'demo', variable: 'BROKE_API_KEY', limitUsd: 0.000000001 },
  { gateway: 'slow', variable: 'QUITTER_API_KEY', limitUsd: null },
  { gateway: 'slow', variable: 'BUSY_API_KEY', limitUsd: null },
  { gateway: 'down', variable: 'DOWN_API_KEY', limitUsd: null },
];

const BASE_URLS: Readonly<Record<GatewayName, string>> = {
  demo: 'OPENAI_BASE_URL',
  slow: 'SLOW_BASE_URL',
  down: 'DOWN_BASE_URL',
};

export interface ClientStudents {
  readonly envOf: (client: string) => ClientEnv;
  /** Hangs up for the busy students. */
  readonly release: () => void;
}

/** Makes a class on every gateway and the students of every client, and keeps the busy ones busy. */
export async function addClientStudents(
  gateways: readonly Gateway[],
  proxy: CountingProxy,
  clients: readonly string[],
): Promise<ClientStudents> {
  const environments = new Map<string, Record<string, string>>();
  const busy: AbortableStream[] = [];
  for (const client of clients) environments.set(client, { COUNT_URL: proxy.countUrl(client) });
  for (const gateway of gateways) {
    const schoolClass = await gateway.owner.newClass({ name: 'Clients', time_zone: 'Asia/Seoul', language: 'en' });
    for (const [client, env] of environments) {
      env[BASE_URLS[gateway.name]] = proxy.baseUrl(client, gateway.name);
      for (const student of STUDENTS.filter((one) => one.gateway === gateway.name)) {
        const token = await issueToken(gateway, schoolClass.id, `${client} ${student.variable}`, student.limitUsd);
        env[student.variable] = token;
        if (student.variable === 'BUSY_API_KEY') busy.push(await keepBusy(gateway, token));
      }
    }
  }
  return {
    envOf: (client) => environments.get(client) ?? {},
    release: () => {
      for (const { abort } of busy) abort.abort();
    },
  };
}

/** What is held on a gateway now, in USD, over all students. */
export async function heldOn(gateway: Gateway): Promise<number> {
  const { data } = await gateway.owner.call('GET', '/api/budgets?scope=wallet');
  return (data as { held_usd: number }[]).reduce((sum, budget) => sum + budget.held_usd, 0);
}

async function issueToken(gateway: Gateway, classId: number, name: string, limitUsd: number | null): Promise<string> {
  const budgets = limitUsd === null ? {} : { budgets: [{ period: 'total', limit_usd: limitUsd }] as const };
  return (await gateway.owner.newStudent({ classId, name, ...budgets }, 'clients')).token;
}

/** The answer is kept because a forgotten one is collected, and its connection closed. */
interface AbortableStream {
  readonly answer: Response;
  readonly abort: AbortController;
}

/** Takes the one place that a student has on the slow gateway with a stream that never ends. */
async function keepBusy({ url }: Gateway, token: string): Promise<AbortableStream> {
  const messages = [{ role: 'user', content: 'Tell me a very long story.' }];
  const abort = new AbortController();
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-3.5-turbo', messages, stream: true }),
    signal: abort.signal,
  });
  if (!answer.ok) throw new Error(`the busy student was not served: ${answer.status} ${await answer.text()}`);
  return { answer, abort };
}
