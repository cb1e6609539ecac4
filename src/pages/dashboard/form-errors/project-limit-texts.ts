import { defineTexts } from '../../../language/texts.ts';
import { formatUsd, type NanoUsd } from '../../../ledger/money.ts';
import type { ProjectLimitError } from '../../../ledger/project-limit.ts';

const ENGLISH: Readonly<Record<ProjectLimitError, string>> = {
  no_project: 'Set OPENAI_PROJECT_ID on the server first: it is not known which project’s limit to read.',
  project_not_found: 'The provider knows no project with the id in OPENAI_PROJECT_ID.',
  key_refused: 'The provider refuses OPENAI_ADMIN_KEY. It must be an admin key that may read and change projects.',
  rate_limited: 'The provider wants fewer requests. Try again in a few minutes.',
  unreachable: 'The provider does not answer. Try again later, or look at OPENAI_ADMIN_BASE_URL.',
  unexpected: 'The provider’s answer cannot be understood. Look at the page of the project at the provider.',
};

const KOREAN: Readonly<Record<ProjectLimitError, string>> = {
  no_project: '먼저 서버 설정에 OPENAI_PROJECT_ID를 적어 주세요. 어느 프로젝트의 한도를 읽을지 알 수 없어요.',
  project_not_found: 'OPENAI_PROJECT_ID에 적힌 프로젝트가 제공자에 없어요.',
  key_refused: '제공자가 OPENAI_ADMIN_KEY를 거절했어요. 프로젝트를 읽고 수정할 수 있는 관리자 키여야 해요.',
  rate_limited: '제공자에 보낸 요청이 너무 많아요. 몇 분 뒤에 다시 시도해 주세요.',
  unreachable: '제공자가 응답하지 않아요. 나중에 다시 시도하거나 OPENAI_ADMIN_BASE_URL을 확인해 주세요.',
  unexpected: '제공자의 응답을 이해할 수 없어요. 제공자의 프로젝트 화면을 확인해 주세요.',
};

/** The part of PROBLEMS about the provider's limit on the project. */
export const PROJECT_LIMIT_PROBLEMS = defineTexts({
  en: {
    project_limit_unreadable: ({ reason }: { readonly reason: ProjectLimitError }) => ENGLISH[reason],
    project_limit_out_of_range: ({ max }: { readonly max: NanoUsd }) =>
      `Enter an amount in whole cents, such as 5.00, up to $${formatUsd(max)}.`,
  },
  ko: {
    project_limit_unreadable: ({ reason }) => KOREAN[reason],
    project_limit_out_of_range: ({ max }) => `5.00처럼 센트 단위의 달러 금액을 $${formatUsd(max)}까지 적어 주세요.`,
  },
});
