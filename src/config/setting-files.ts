import { findModelProblems, type ModelProblem } from '../access/model-choice.ts';
import type { ModelPolicy } from '../access/model-policy.ts';
import { ENDPOINTS } from '../endpoints/endpoints.ts';
import { CatalogueError, parseCatalogue } from '../ledger/catalogue.ts';
import { type Catalogue, scalePrices } from '../ledger/prices.ts';
import type { UpstreamKey } from '../upstream/upstream-key.ts';
import type { Values } from './setting.ts';
import { quoteValue, SettingError, upstreamKey } from './setting-values.ts';
import { SETTINGS } from './settings.ts';

/** Settings that lead to files: the provider's key and the catalogue. Errors are collected, and never hold a secret. */

export type ReadFile = (path: string) => string;
type Settings = Values<typeof SETTINGS>;

/** @throws any other error than one of a setting. */
export function collectError(name: string, error: unknown, problems: string[]): void {
  if (!(error instanceof SettingError)) throw error;
  problems.push(`${name}: ${error.message}`);
}

/** The provider's key, from its variable or its file: one of the two. */
export function chooseKey(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  readFile: ReadFile,
  problems: string[],
): UpstreamKey | null {
  const { key, keyFile } = settings;
  if (keyFile === null) return key;
  const { name } = SETTINGS.keyFile;
  if (env[SETTINGS.key.name]) {
    problems.push(`${name}: ${SETTINGS.key.name} is set as well; keep one of the two`);
    return null;
  }
  const text = tryRead(name, keyFile, readFile, problems);
  try {
    return text === null ? null : upstreamKey(text.trim());
  } catch (error) {
    collectError(name, error, problems);
    return null;
  }
}

/** null, and a problem, when it cannot be read. The path stays out of it: a key may have been put in its place. */
function tryRead(name: string, path: string, readFile: ReadFile, problems: string[]): string | null {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    problems.push(`${name}: the file cannot be read${code}; check the path and who may read it`);
    return null;
  }
}

/** The catalogue, and the names that lead into it: what has no price cannot be used. */
export function readModels(settings: Settings, readFile: ReadFile, problems: string[]): ModelPolicy {
  const { allowed, aliases } = settings;
  const catalogue = readCatalogue(settings.modelsFile, readFile, problems);
  if (catalogue === null) return { catalogue: new Map(), allowed, aliases };
  for (const { field, problem } of findModelProblems({ allowed, aliases }, catalogue)) {
    problems.push(`${SETTINGS[field].name}: ${problemText(problem)}`);
  }
  // A price that is too low is an overspend that nobody sees.
  if (isRegional(settings.baseUrl) && settings.pricePercent < REGIONAL_PERCENT) {
    problems.push(
      `${SETTINGS.pricePercent.name}: regional addresses of OpenAI bill more; set it to ${REGIONAL_PERCENT}`,
    );
  }
  return { catalogue: scalePrices(catalogue, settings.pricePercent), allowed, aliases };
}

function problemText(problem: ModelProblem): string {
  switch (problem.code) {
    case 'model_name_invalid':
      return 'a name in it cannot be that of a model (100 characters at most, no spaces, and nothing that looks like a secret); correct it';
    case 'model_unknown':
      return unknownModel(problem.name, problem.nearest);
    case 'alias_of_alias':
      return `${quoteValue(problem.alias)} leads to another alias; name the model that serves it`;
    case 'alias_other_endpoints': {
      const { alias, served, servedEndpoints } = problem;
      const own = problem.endpoints.join(', ');
      return `${quoteValue(alias)} is for ${own}, and ${quoteValue(served)} only for ${servedEndpoints.join(', ')}, so that every call for it would fail; name a model for ${own}`;
    }
    case 'no_model':
      return 'no model is named; give at least one, such as gpt-3.5-turbo';
    case 'too_many_models':
      return `it has too many names; give at most ${problem.max}`;
  }
}

/** Source: OpenAI's pricing page: data residency adds a tenth. */
const REGIONAL_PERCENT = 110;

function isRegional(baseUrl: string): boolean {
  return /^https:\/\/[a-z]{2}\.api\.openai\.com(\/|$)/.test(baseUrl);
}

function unknownModel(name: string, near: readonly string[]): string {
  const advice = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see config/models.json for those there are';
  return `${quoteValue(name)} is not in the catalogue, so it has no price; ${advice}`;
}

function readCatalogue(path: string, readFile: ReadFile, problems: string[]): Catalogue | null {
  const { name } = SETTINGS.modelsFile;
  const text = tryRead(name, path, readFile, problems);
  if (text === null) return null;
  try {
    return parseCatalogue(JSON.parse(text), ENDPOINTS);
  } catch (error) {
    if (error instanceof CatalogueError) problems.push(...error.problems.map((problem) => `${name}: ${problem}`));
    // The parser's own words quote the file, which may be another one than was meant.
    else if (error instanceof SyntaxError) problems.push(`${name}: the file is not JSON; repair it`);
    else throw error;
    return null;
  }
}
