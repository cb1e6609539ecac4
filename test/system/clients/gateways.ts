import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';
import { isPostgresChosen } from '../../support/postgres/chosen.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import { slowModel } from './slow-model.ts';

const GATEWAYS = ['demo', 'slow', 'down'] as const;
export type GatewayName = (typeof GATEWAYS)[number];

export interface Gateway extends GatewayProcess {
  readonly name: GatewayName;
  /** Where it answers: one, or two replicas on the same PostgreSQL (JIGAP_TEST_DATABASE=postgres). */
  readonly ports: readonly number[];
}

/** Three gateways, each a process of its own as an owner runs it, or two. */
export interface Gateways {
  readonly all: readonly Gateway[];
  /** What is wrong with their ends, and what they had printed by then; empty when all ended well. */
  readonly stop: () => Promise<string[]>;
}

const MODELS =
  'gpt-3.5-turbo,gpt-4o-mini,gpt-6-luna,gpt-3.5-turbo-instruct,text-embedding-3-small,omni-moderation-latest,gpt-image-2,tts-1';
const KEY = 'sk-proj-OfNobodyAtAll0123456789';

export async function startGateways(): Promise<Gateways> {
  const upstream = await startScriptedUpstream();
  upstream.always(slowModel);
  const gateways = await Promise.all(GATEWAYS.map((name) => start(name, settingsOf(name, upstream))));
  const stop = async () => {
    const ends = await Promise.all(gateways.map((gateway) => end(gateway)));
    await upstream.stop();
    return ends.flat();
  };
  return { all: gateways, stop };
}

function settingsOf(name: GatewayName, upstream: ScriptedUpstream): Record<string, string> {
  switch (name) {
    // Without a key: as a person sees jigap at the first try.
    case 'demo':
      return {};
    case 'slow':
      return {
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: upstream.url,
        // One call at once, so that one that hangs is a limit reached; and nothing is read on for long.
        JIGAP_STUDENT_CALLS_IN_FLIGHT: '1',
        JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000',
        JIGAP_DRAIN_SECONDS: '1',
        JIGAP_STOP_SECONDS: '2',
      };
    case 'down':
      return {
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: NOBODY,
      };
  }
}

async function start(name: GatewayName, settings: Record<string, string>): Promise<Gateway> {
  const env = {
    JIGAP_ALLOWED_MODELS: MODELS,
    // All clients come from one address, and each is told about a wrong token more than once.
    JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1000',
    ...settings,
  };
  const gateway = await startGateway({ env });
  const others = isPostgresChosen()
    ? [await startGateway({ env: { ...env, JIGAP_DATABASE: gateway.databasePath } })]
    : [];
  const ports = [gateway, ...others].map(({ url }) => Number(new URL(url).port));
  const stop = async () => {
    const codes: (number | null)[] = [];
    // The first one removes the database.
    for (const each of [...others, gateway]) codes.push(await each.stop());
    return codes.find((code) => code !== 0) ?? 0;
  };
  return { ...gateway, name, ports, stop };
}

async function end({ name, server, stop }: Gateway): Promise<string[]> {
  const code = await stop();
  return code === 0 ? [] : [`the gateway "${name}" ended with ${code} and had said:\n${server.printed()}`];
}
