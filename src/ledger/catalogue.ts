import { Fields, isObject } from './catalogue-fields.ts';
import { readImages } from './catalogue-images.ts';
import { checkMedia, dearestMedia, readImageRules, readSpeechRules } from './catalogue-media.ts';
import { readPrice } from './catalogue-prices.ts';
import type { EndpointRules } from './endpoint-rules.ts';
import { indexModels } from './index-models.ts';
import { isModelParameter, MODEL_PARAMETERS, type ModelParameter } from './model-parameters.ts';
import { type Catalogue, DEFAULT_PROVIDER, INPUT_KINDS, type InputKind, type Model, type Price } from './prices.ts';

/** Every problem of a catalogue at once, so that the server need not be started once for each. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `the catalogue of models has ${problems.length} error(s):\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** @param json of config/models.json @param endpoints that models may name @throws CatalogueError naming every problem */
export function parseCatalogue(json: unknown, endpoints: readonly EndpointRules[]): Catalogue {
  const problems: string[] = [];
  const catalogue = indexModels(parseModels(json, endpoints, problems), problems);
  if (problems.length > 0) throw new CatalogueError(problems);
  return catalogue;
}

/** The rows of one file, in its order; what is wrong with one goes to `problems`. */
export function parseModels(json: unknown, endpoints: readonly EndpointRules[], problems: string[]): Model[] {
  const root = new Fields(json, 'the catalogue', problems);
  root.skip('about');
  const models = root.list('models', 1).map((entry, index) => readModel(entry, index, endpoints, problems));
  root.refuseOthers();
  return models;
}

/** The most candidates that a provider accepts in one call (`n`). */
const MAX_CANDIDATES = 128;
/** Settings list names with commas, equal signs and vertical bars. */
const MODEL_NAME = /^[^\s,=|]+$/;
const PROVIDER_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
export const PROVIDER_NAME_RULE = 'at most 32 lower-case letters, digits and hyphens';

function isEffort(text: string): boolean {
  return /^[a-z]+$/.test(text);
}

function readModel(entry: unknown, index: number, known: readonly EndpointRules[], problems: string[]): Model {
  const named = isObject(entry) && typeof entry.id === 'string' ? ` (${entry.id})` : '';
  const where = `models[${index}]${named}`;
  const fields = new Fields(entry, where, problems);
  const kinds = known.map(({ kind }) => kind);
  const provider = fields.optional('provider');
  const effort = fields.optional('least_effort');
  const defaultEffort = fields.optional('default_effort');
  const slack = fields.optional('input_slack_tokens');
  const takes = readParameters(fields, 'takes');
  const takesWithoutReasoning = readParameters(fields, 'takes_without_reasoning');
  const inputs = readInputs(fields);
  const model: Model = {
    id: fields.text('id', isModelName, 'a name without spaces, commas, equal signs or vertical bars'),
    provider: provider === undefined ? DEFAULT_PROVIDER : fields.text('provider', isProviderName, PROVIDER_NAME_RULE),
    snapshots: fields.texts('snapshots', isModelName, 'names without spaces, commas, equal signs or vertical bars'),
    endpoints: fields.texts('endpoints', (kind) => kinds.includes(kind), `among ${kinds.join(', ')}`, 1),
    inputs,
    ...readImages(fields, inputs, where, problems),
    contextWindow: fields.whole('context_window', 1),
    maxOutput: fields.whole('max_output', 0),
    defaultMaxOutput: fields.whole('default_max_output', 0),
    reasoning: fields.flag('reasoning'),
    ...(effort === undefined ? {} : { leastEffort: fields.text('least_effort', isEffort, 'a word') }),
    ...(defaultEffort === undefined ? {} : { defaultEffort: fields.text('default_effort', isEffort, 'a word') }),
    ...(takes === undefined ? {} : { takes }),
    ...(takesWithoutReasoning === undefined ? {} : { takesWithoutReasoning }),
    ...(slack === undefined ? {} : { inputSlackTokens: fields.whole('input_slack_tokens', 0) }),
    ...readImageRules(fields, where, problems),
    ...readSpeechRules(fields),
    shutdownDate: fields.dayOrNull('shutdown_date'),
    prices: fields.list('prices', 1).map((price, n) => readPrice(price, `${where}.prices[${n}]`, problems)),
  };
  fields.refuseOthers();
  checkModel(model, known, fields);
  return model;
}

/** undefined where the catalogue names none. */
function readParameters(fields: Fields, name: string): readonly ModelParameter[] | undefined {
  if (fields.optional(name) === undefined) return undefined;
  return fields.texts(name, isModelParameter, `among ${MODEL_PARAMETERS.join(', ')}`);
}

/** An input without a bound has a problem of its own, which says why it is refused. */
function readInputs(fields: Fields): InputKind[] {
  const kinds = fields.texts('inputs', (kind) => kind !== '', 'the kinds of input, such as text', 1);
  if (new Set(kinds).size < kinds.length) fields.addProblem('inputs names one twice');
  for (const kind of new Set(kinds.filter((each) => !isBounded(each)))) {
    fields.addProblem(
      `inputs names "${kind}", whose cost nothing bounds before the call; only ${INPUT_KINDS.join(' and ')} are served`,
    );
  }
  return kinds.filter(isBounded);
}

function isBounded(kind: string): kind is InputKind {
  return INPUT_KINDS.some((known) => known === kind);
}

function checkModel(model: Model, known: readonly EndpointRules[], fields: Fields): void {
  const { contextWindow, maxOutput, defaultMaxOutput, endpoints, prices } = model;
  if (maxOutput > contextWindow) fields.addProblem('max_output is above context_window');
  if (defaultMaxOutput > maxOutput) fields.addProblem('default_max_output is above max_output');
  const served = known.filter(({ kind }) => endpoints.includes(kind));
  const unmetered = served.find(({ reportsUsage, makes }) => !reportsUsage && makes !== 'speech');
  if (unmetered !== undefined && prices.some(({ input, output }) => input + output > 0)) {
    fields.addProblem(`a model for ${unmetered.kind} must be free: its answers do not say what they used`);
  }
  checkMedia(model, served, fields);
  if (model.takesWithoutReasoning !== undefined && !model.reasoning) {
    fields.addProblem('takes_without_reasoning is only for a model with reasoning');
  }
  if (new Set(endpoints).size < endpoints.length) fields.addProblem('endpoints names one twice');
  if (served.some(({ writesText }) => writesText) && defaultMaxOutput < 1) {
    fields.addProblem('default_max_output must be at least 1 for a model that writes text');
  }
  const days = prices.map((price) => price.from).filter((day) => day !== '');
  if (!days.every((day, n) => n === 0 || day > (days[n - 1] ?? ''))) {
    fields.addProblem('prices must ascend by their day, each day once');
  }
  if (prices.some((price) => dearestCall(model, price) > Number.MAX_SAFE_INTEGER)) {
    fields.addProblem('the dearest call is above what can be counted exactly; check the prices and the windows');
  }
}

/** Pico-USD of the largest call that the model could serve. */
function dearestCall(model: Model, price: Price): number {
  const { inputPercent = 100, outputPercent = 100 } = price.longContext ?? {};
  const input = model.contextWindow * price.cacheWrite * (inputPercent / 100);
  const output = MAX_CANDIDATES * model.maxOutput * price.output * (outputPercent / 100);
  return input + output + dearestMedia(model, price);
}

/** What a provider may be called. */
export function isProviderName(text: string): boolean {
  return PROVIDER_NAME.test(text);
}

/** Without a space, a comma, an equal sign or a vertical bar. */
export function isModelName(text: string): boolean {
  return MODEL_NAME.test(text);
}
