import { ENDPOINTS } from '../../endpoints/endpoints.ts';

const NAMES: ReadonlyMap<string, string> = new Map(ENDPOINTS.map(({ kind, path }) => [kind, `/v1${path}`]));

/** An endpoint as OpenAI's documentation names it, in every language. @param kind of a record */
export function endpointName(kind: string): string {
  return NAMES.get(kind) ?? kind;
}
