import type { AdminProblem } from '../admin/admin-error.ts';
import type { Texts } from '../language/texts.ts';
import { type ApiError, conflict, invalidValue } from './api-error.ts';

type ModelAdminProblem = Extract<
  AdminProblem,
  {
    readonly code:
      | 'model_name_invalid'
      | 'model_unknown'
      | 'model_not_in_use'
      | 'alias_of_alias'
      | 'alias_other_endpoints'
      | 'alias_twice'
      | 'alias_model_twice'
      | 'alias_too_many_models'
      | 'no_model'
      | 'too_many_models'
      | 'models_changed';
  }
>;

/** translateAdminError() for a choice of models. No text repeats a name that may be a secret. */
export function translateModelProblem(problem: ModelAdminProblem, param: string | null): ApiError {
  const invalid = (texts: Texts<string>) => invalidValue(param ?? 'aliases', texts);
  switch (problem.code) {
    case 'model_name_invalid':
      return invalid({
        en: 'A name must have 1 to 100 characters, without spaces, commas, equal signs and vertical bars, and must not look like a secret.',
        ko: '이름은 빈칸, 쉼표, 등호, 세로줄(|) 없이 1~100자여야 하며 키나 토큰처럼 보이면 안 됩니다.',
      });
    case 'model_unknown':
      return invalid(unknownModel(problem));
    case 'model_not_in_use':
      return invalid({
        en: `"${problem.name}" is not allowed now. GET /api/models lists what is.`,
        ko: `지금 허용된 이름이 아닙니다: "${problem.name}". GET /api/models에서 확인하세요.`,
      });
    case 'alias_of_alias':
      return invalid({
        en: `"${problem.alias}" cannot be served by "${problem.served}", which is an alias itself. Name the model that answers.`,
        ko: `"${problem.alias}" 대신 답할 모델로 적은 "${problem.served}"에도 별칭이 있습니다. 실제로 답하는 모델을 적으세요.`,
      });
    case 'alias_other_endpoints': {
      const { alias, served } = problem;
      const [own, others] = [problem.endpoints.join(', '), problem.servedEndpoints.join(', ')];
      return invalid({
        en: `"${alias}" is a model for ${own}, and "${served}" only for ${others}, so every call would fail. Name a model for ${own}.`,
        ko: `"${alias}" 모델의 엔드포인트(${own})와 "${served}" 모델의 엔드포인트(${others})가 달라 모든 호출이 실패합니다. 엔드포인트가 같은 모델을 적으세요.`,
      });
    }
    case 'alias_twice':
      return invalid({
        en: `"${problem.alias}" is served by two models. Keep one of them.`,
        ko: `"${problem.alias}" 대신 답하는 모델이 둘입니다. 하나만 남기세요.`,
      });
    case 'alias_model_twice':
      return invalid({
        en: `"${problem.alias}" names "${problem.served}" twice. Name each model once.`,
        ko: `"${problem.alias}"에 같은 모델이 두 번 적혀 있습니다: "${problem.served}". 한 번만 적으세요.`,
      });
    case 'alias_too_many_models':
      return invalid({
        en: `"${problem.alias}" names too many models. Give at most ${problem.max}.`,
        ko: `"${problem.alias}"에 적은 모델이 너무 많습니다. ${problem.max}개까지 적을 수 있습니다.`,
      });
    case 'no_model':
      return invalid({
        en: 'At least one model must stay allowed. To stop all calls, set a budget of 0 or suspend the students.',
        ko: '모델을 하나 이상 허용해야 합니다. 호출을 모두 막으려면 예산을 0으로 하거나 학생을 정지하세요.',
      });
    case 'too_many_models':
      return invalid({
        en: `At most ${problem.max} names can be allowed.`,
        ko: `이름은 ${problem.max}개까지 허용할 수 있습니다.`,
      });
    case 'models_changed':
      return conflict(
        {
          en: 'The models were changed meanwhile. Read them again (GET /api/models), then send the change.',
          ko: '그사이 모델이 변경되었습니다. GET /api/models로 다시 읽은 뒤에 보내세요.',
        },
        param,
      );
  }
}

function unknownModel({ name, nearest }: Extract<ModelAdminProblem, { readonly code: 'model_unknown' }>) {
  const advice =
    nearest.length === 0
      ? { en: 'GET /api/models lists the catalogue.', ko: '가격표는 GET /api/models에 있습니다.' }
      : { en: `Did you mean ${nearest.join(' or ')}?`, ko: `혹시 ${nearest.join(', ')} 모델입니까?` };
  return {
    en: `"${name}" is not in the catalogue, so it has no price and cannot be served. ${advice.en}`,
    ko: `가격표에 없는 모델이라 쓸 수 없습니다: "${name}". ${advice.ko}`,
  };
}
