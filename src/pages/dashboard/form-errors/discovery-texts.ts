import type { DiscoveryProblem } from '../../../admin/discovery/discovery-problem.ts';
import { describeDiscoveryProblem } from '../../../admin/discovery/discovery-texts.ts';
import type { Language } from '../../../language/languages.ts';

/** A model server that could not be asked: the sentences of the API. */
export const DISCOVERY_PROBLEMS = { en: sentencesIn('en'), ko: sentencesIn('ko') };

function sentencesIn(language: Language) {
  const say = (problem: DiscoveryProblem) => describeDiscoveryProblem(problem, language);
  return {
    server_address_invalid: say,
    provider_name_invalid: say,
    server_unreachable: say,
    server_wants_key: say,
    server_redirects: say,
    server_without_models: say,
    server_answer_unusable: say,
  };
}
