/** Which calls a budget counts: those that a model of the list answers, or those of an endpoint. */
export type BudgetSelector =
  /** Ids of the catalogue, of the models that answer; a snapshot counts as its model. */
  | { readonly models: readonly string[] }
  /** A kind of endpoints/endpoints.ts. */
  | { readonly endpoint: string };

/** What a selector looks at. */
export interface SelectedCall {
  /** Of the catalogue: the model that answers. */
  readonly modelId: string;
  readonly endpoint: string;
}

/** @param selector null: every call counts */
export function selects(selector: BudgetSelector | null, { modelId, endpoint }: SelectedCall): boolean {
  if (selector === null) return true;
  return 'models' in selector ? selector.models.includes(modelId) : selector.endpoint === endpoint;
}

const MODELS = 'models:';
const ENDPOINT = 'endpoint:';

/** The same text for the same selector, as stores keep it and the command takes it; '' for none. "models:a,b" */
export function selectorText(selector: BudgetSelector | null): string {
  if (selector === null) return '';
  return 'models' in selector
    ? MODELS + [...new Set(selector.models)].sort().join(',')
    : `${ENDPOINT}${selector.endpoint}`;
}

/** @throws RangeError for a text that selects nothing */
export function parseSelector(text: string): BudgetSelector | null {
  if (text === '') return null;
  const selector = readSelector(text);
  if (selector === null) throw new RangeError(`"${text}" is no selector: write models:NAME,NAME or endpoint:KIND`);
  return selector;
}

/** No name of a model has a space, a comma or an equal sign. */
const NAME = /^[^\s,=]+$/;

function readSelector(text: string): BudgetSelector | null {
  if (text.startsWith(MODELS)) {
    const models = [...new Set(text.slice(MODELS.length).split(','))].sort();
    return models.every((name) => NAME.test(name)) ? { models } : null;
  }
  const endpoint = text.startsWith(ENDPOINT) ? text.slice(ENDPOINT.length) : '';
  return NAME.test(endpoint) ? { endpoint } : null;
}
