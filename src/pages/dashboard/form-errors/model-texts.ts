import type { AdminProblem } from '../../../admin/admin-error.ts';
import { defineTexts } from '../../../language/texts.ts';

type Problem<Code extends AdminProblem['code']> = Extract<AdminProblem, { readonly code: Code }>;

/** Problems of a choice of models. */
export const MODEL_PROBLEMS = defineTexts({
  en: {
    model_name_invalid: () =>
      'Enter a name of 1 to 100 characters, without spaces, commas and equal signs. It must not look like a key or a token.',
    model_unknown: ({ name, nearest }: Problem<'model_unknown'>) =>
      `“${name}” is not in the price list, so it cannot be served.${nearest.length === 0 ? '' : ` Did you mean ${nearest.join(' or ')}?`}`,
    model_not_in_use: ({ name }: Problem<'model_not_in_use'>) => `“${name}” is not allowed any more.`,
    alias_of_alias: ({ alias, served }: Problem<'alias_of_alias'>) =>
      `“${alias}” cannot be served by “${served}”, which is served by another model itself. Choose the model that answers.`,
    alias_other_endpoints: ({ alias, endpoints, served, servedEndpoints }: Problem<'alias_other_endpoints'>) =>
      `“${alias}” is a model for ${endpoints.join(', ')}, and “${served}” is only for ${servedEndpoints.join(', ')}. Choose a model for ${endpoints.join(', ')}.`,
    alias_twice: ({ alias }: Problem<'alias_twice'>) => `“${alias}” is there twice. Keep one row.`,
    alias_model_twice: ({ alias, served }: Problem<'alias_model_twice'>) =>
      `“${alias}” has “${served}” twice. Choose each model once.`,
    alias_too_many_models: ({ alias, max }: Problem<'alias_too_many_models'>) =>
      `“${alias}” has too many models. Choose at most ${max}.`,
    no_model: () => 'Leave at least one model. To stop all calls, set a budget of 0 or suspend the students.',
    too_many_models: ({ max }: Problem<'too_many_models'>) => `At most ${max} names can be allowed.`,
    models_changed: () =>
      'The models were changed somewhere else meanwhile. Below is what is allowed now: change it again.',
  },
  ko: {
    model_name_invalid: () =>
      '이름은 빈칸, 쉼표, 등호 없이 1~100자로 적어 주세요. 키나 토큰처럼 보이는 값은 쓸 수 없어요.',
    model_unknown: ({ name, nearest }) =>
      `가격표에 없는 모델이라 쓸 수 없어요: “${name}”.${nearest.length === 0 ? '' : ` 혹시 ${nearest.join(', ')} 모델인가요?`}`,
    model_not_in_use: ({ name }) => `이미 허용되지 않은 이름이에요: “${name}”.`,
    alias_of_alias: ({ alias, served }) =>
      `“${alias}” 대신 답할 모델로 고른 “${served}”에도 별칭이 있어요. 실제로 답하는 모델을 골라 주세요.`,
    alias_other_endpoints: ({ alias, endpoints, served, servedEndpoints }) =>
      `“${alias}” 모델의 엔드포인트(${endpoints.join(', ')})와 “${served}” 모델의 엔드포인트(${servedEndpoints.join(', ')})가 달라요. 엔드포인트가 같은 모델을 골라 주세요.`,
    alias_twice: ({ alias }) => `같은 이름이 두 줄에 있어요: “${alias}”. 한 줄만 남겨 주세요.`,
    alias_model_twice: ({ alias, served }) =>
      `“${alias}” 이름에 같은 모델이 두 번 있어요: “${served}”. 한 번만 골라 주세요.`,
    alias_too_many_models: ({ alias, max }) =>
      `“${alias}” 이름에 고른 모델이 너무 많아요. ${max}개까지 고를 수 있어요.`,
    no_model: () => '모델을 하나 이상 남겨 주세요. 호출을 모두 막으려면 예산을 0으로 하거나 학생을 정지해 주세요.',
    too_many_models: ({ max }) => `이름은 ${max}개까지 허용할 수 있어요.`,
    models_changed: () => '그사이 다른 곳에서 모델이 변경되었어요. 아래가 지금 허용된 모델이니 다시 수정해 주세요.',
  },
});
