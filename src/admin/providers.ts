import type { ProviderTestFacts } from '../language/provider-tests.ts';
import type { Model } from '../ledger/prices.ts';
import { utcDay } from '../ledger/utc-days.ts';
import type { AdminServices } from './admin-deps.ts';
import type { KeyTest, ProviderFacts } from './provider-facts.ts';

export type ProvidersDeps = Pick<AdminServices, 'providers' | 'catalogue' | 'now'>;

/** A provider with the ids of its models in the catalogue. */
export interface ListedProvider {
  readonly provider: ProviderFacts;
  readonly models: readonly string[];
}

/** What came of one key. */
export interface TestedKey extends ProviderTestFacts {
  readonly label: string;
  /** Calls with it can be answered. */
  readonly isGood: boolean;
}

export interface TestedProvider {
  readonly name: string;
  /** [] where answers are simulated. */
  readonly keys: readonly TestedKey[];
}

/** In the owner's order. */
export function listProviders(deps: ProvidersDeps): ListedProvider[] {
  return deps.providers.map((provider) => ({
    provider,
    models: rowsOf(provider.name, deps).map(({ id }) => id),
  }));
}

/** Nothing is changed by it, and nothing is billed. null: there is no such provider. */
export async function testProvider(name: string, deps: ProvidersDeps): Promise<TestedProvider | null> {
  const provider = deps.providers.find((each) => each.name === name);
  return provider === undefined ? null : testKeys(provider, deps);
}

export function testAllProviders(deps: ProvidersDeps): Promise<TestedProvider[]> {
  return Promise.all(deps.providers.map((provider) => testKeys(provider, deps)));
}

async function testKeys({ name, test }: ProviderFacts, deps: ProvidersDeps): Promise<TestedProvider> {
  const rows = rowsOf(name, deps).filter((row) => !isShutDown(row, deps.now()));
  const tests = (await test?.()) ?? [];
  return { name, keys: tests.map((test) => testedKey(test, rows)) };
}

function testedKey({ label, outcome, status, models }: KeyTest, rows: readonly Model[]): TestedKey {
  const listed = models === null ? null : new Set(models.flatMap(namesOfListed));
  const missing = listed === null ? [] : rows.filter((row) => !namesOf(row).some((name) => listed.has(name)));
  const facts = { outcome, status, listed: models?.length ?? null, inCatalogue: rows.length };
  const isGood = listed !== null && rows.length > missing.length;
  return { label, isGood, ...facts, missing: missing.map(({ id }) => id) };
}

/** Nobody expects it in the list any more. */
function isShutDown({ shutdownDate }: Model, now: number): boolean {
  return shutdownDate !== null && shutdownDate <= utcDay(now);
}

/** Ollama lists a model as "x:latest" and serves it as "x" too. */
function namesOfListed(id: string): string[] {
  return [id, id.replace(/:latest$/, '')];
}

function namesOf({ id, snapshots }: Model): string[] {
  return [id, ...snapshots];
}

/** Each id once, also where another provider is asked first. */
function rowsOf(provider: string, { catalogue }: ProvidersDeps): Model[] {
  const rows = [...new Set(catalogue.values())].flatMap((row) => [row, ...(row.elsewhere ?? [])]);
  const own = rows.filter((row) => row.provider === provider);
  return own.filter((row, n) => own.findIndex(({ id }) => id === row.id) === n);
}
