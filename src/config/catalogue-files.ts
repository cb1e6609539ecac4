import { findModelProblems, type ModelProblem } from '../access/model-choice.ts';
import type { ModelPolicy } from '../access/model-policy.ts';
import { ENDPOINTS } from '../endpoints/endpoints.ts';
import { parseModels } from '../ledger/catalogue.ts';
import { indexModels } from '../ledger/index-models.ts';
import { DEFAULT_PROVIDER, type Model, scalePrices } from '../ledger/prices.ts';
import type { ProviderSettings } from '../upstream/provider-settings.ts';
import type { Values } from './setting.ts';
import { type ReadFile, readJsonFile } from './setting-files.ts';
import { quoteValue } from './setting-values.ts';
import { OWN_CATALOGUE, SETTINGS } from './settings.ts';

/** The catalogue: a file, another one that adds to it, and the names of the settings that lead into it. */

type Settings = Values<typeof SETTINGS>;

/** What has no price, or nobody who answers for it, cannot be used. */
export function readModels(
  settings: Settings,
  providers: readonly ProviderSettings[],
  readFile: ReadFile,
  problems: string[],
): ModelPolicy {
  const { allowed, aliases, modelsFile, moreModelsFile } = settings;
  const before = problems.length;
  const main = readRows(SETTINGS.modelsFile.name, modelsFile, readFile, problems);
  const more =
    moreModelsFile === null ? [] : readRows(SETTINGS.moreModelsFile.name, moreModelsFile, readFile, problems);
  if (problems.length > before) return { catalogue: new Map(), allowed, aliases };

  const isServed = ({ provider }: Model) => providers.some(({ name }) => name === provider);
  // The models that come with jigap are there whoever answers; what an owner wrote down must lead somewhere.
  const isShipped = modelsFile === OWN_CATALOGUE;
  if (!isShipped) refuseUnserved(SETTINGS.modelsFile.name, main, isServed, problems);
  refuseUnserved(SETTINGS.moreModelsFile.name, more, isServed, problems);
  const rows = providers.flatMap((provider) => rowsOf(provider, [...main, ...more]));
  const ofNames: string[] = [];
  const catalogue = indexModels(rows, ofNames);
  const { name } = moreModelsFile === null ? SETTINGS.modelsFile : SETTINGS.moreModelsFile;
  problems.push(...ofNames.map((problem) => `${name}: ${problem}`));
  const dropped = new Map(main.filter((row) => !isServed(row)).flatMap(namesWithProvider));
  for (const { field, problem } of findModelProblems({ allowed, aliases }, catalogue)) {
    problems.push(`${SETTINGS[field].name}: ${problemText(problem, dropped)}`);
  }
  return { catalogue, allowed, aliases };
}

function readRows(name: string, path: string, readFile: ReadFile, problems: string[]): Model[] {
  const json = readJsonFile(name, path, readFile, problems);
  if (json === undefined) return [];
  const found: string[] = [];
  const rows = parseModels(json, ENDPOINTS, found);
  problems.push(...found.map((problem) => `${name}: ${problem}`));
  return rows;
}

/** Those of one provider, at what it bills, with the tokens that it may add. */
function rowsOf({ name, pricePercent, inputSlackTokens }: ProviderSettings, rows: readonly Model[]): Model[] {
  return rows
    .filter(({ provider }) => provider === name)
    .map((row) => scalePrices(row, pricePercent))
    .map((row) => (inputSlackTokens === null ? row : { inputSlackTokens, ...row }));
}

function namesWithProvider({ id, snapshots, provider }: Model): [string, string][] {
  return [id, ...snapshots].map((name) => [name, provider]);
}

const MAX_NAMED = 3;

function refuseUnserved(
  setting: string,
  rows: readonly Model[],
  isServed: (row: Model) => boolean,
  problems: string[],
): void {
  const unserved = Map.groupBy(
    rows.filter((row) => !isServed(row)),
    ({ provider }) => provider,
  );
  for (const [provider, models] of unserved) {
    const ids = models.map(({ id }) => id);
    const named =
      ids.slice(0, MAX_NAMED).join(', ') + (ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : '');
    problems.push(`${setting}: ${named}: there is no provider "${provider}"; ${setUp(provider)}, or correct the name`);
  }
}

function setUp(provider: string): string {
  if (provider === DEFAULT_PROVIDER) return 'set OPENAI_API_KEY';
  return `add it to ${SETTINGS.providersFile.name}`;
}

function problemText(problem: ModelProblem, dropped: ReadonlyMap<string, string>): string {
  switch (problem.code) {
    case 'model_name_invalid':
      return 'a name in it cannot be that of a model (100 characters at most, no spaces, and nothing that looks like a secret); correct it';
    case 'model_unknown':
      return unknownModel(problem.name, problem.nearest, dropped.get(problem.name));
    case 'alias_of_alias':
      return `${quoteValue(problem.alias)} leads to another alias; name the model that serves it`;
    case 'alias_other_endpoints': {
      const { alias, served, servedEndpoints } = problem;
      const own = problem.endpoints.join(', ');
      return `${quoteValue(alias)} is for ${own}, and ${quoteValue(served)} only for ${servedEndpoints.join(', ')}, so that every call for it would fail; name a model for ${own}`;
    }
    case 'alias_model_twice':
      return `${quoteValue(problem.alias)} names ${quoteValue(problem.served)} twice; name each model once`;
    case 'alias_too_many_models':
      return `${quoteValue(problem.alias)} names too many models; give at most ${problem.max}`;
    case 'no_model':
      return 'no model is named; give at least one, such as gpt-3.5-turbo';
    case 'too_many_models':
      return `it has too many names; give at most ${problem.max}`;
  }
}

function unknownModel(name: string, near: readonly string[], provider: string | undefined): string {
  if (provider !== undefined) {
    return `${quoteValue(name)} is a model of the provider "${provider}", which is not set up; ${setUp(provider)}, or name other models`;
  }
  const advice =
    near.length > 0
      ? `did you mean ${near.join(' or ')}?`
      : `see config/models.json for those there are, or add it with ${SETTINGS.moreModelsFile.name}`;
  return `${quoteValue(name)} is not in the catalogue, so it has no price; ${advice}`;
}
