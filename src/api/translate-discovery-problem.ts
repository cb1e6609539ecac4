import type { DiscoveryProblem } from '../admin/discovery/discovery-problem.ts';
import { describeDiscoveryProblem } from '../admin/discovery/discovery-texts.ts';
import { LANGUAGES } from '../language/languages.ts';
import type { Texts } from '../language/texts.ts';
import { type ApiError, invalidValue } from './api-error.ts';

/** translateAdminError() for a model server that could not be asked. */
export function translateDiscoveryProblem(problem: DiscoveryProblem, param: string | null): ApiError {
  const texts = Object.fromEntries(
    LANGUAGES.map((language) => [language, describeDiscoveryProblem(problem, language)]),
  ) as Texts<string>;
  return invalidValue(param ?? 'address', texts);
}
