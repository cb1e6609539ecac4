import type { FastifyRequest } from 'fastify';
import type { FoundCaller, KnownCaller } from './authenticate.ts';
import type { Call } from './call.ts';

/** Brings what the owner changed elsewhere into this process; null: there is nothing to wait for. @throws StorageError */
export interface CurrentRules {
  /** After a caller was looked up. */
  refresh(): Promise<void> | null;
  /** Where nobody was looked up just now. */
  catchUp(): Promise<void> | null;
}

type Find = (request: FastifyRequest) => FoundCaller;

/** The same, and the models in force are those of that instant. */
export function underCurrentRules(find: Find, rules: CurrentRules): Find {
  return (request) => {
    const found = find(request);
    if (found instanceof Promise) return found.then((known) => knownAfter(known, rules));
    return knownAfter(found, rules);
  };
}

function knownAfter(known: KnownCaller, rules: CurrentRules): FoundCaller {
  const reading = rules.refresh();
  return reading === null ? known : reading.then(() => known);
}

/** A body that came with its headers, or right behind them: the caller was looked up just now. */
const PROMPT_MS = 50;

/** Before a call goes on that waited for its body, or for a model that failed. */
export function seeChanges({ startedAt }: Pick<Call, 'startedAt'>, rules: CurrentRules): Promise<void> | null {
  return performance.now() - startedAt < PROMPT_MS ? null : rules.catchUp();
}
