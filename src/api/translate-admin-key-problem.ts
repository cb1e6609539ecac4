import type { AdminProblem } from '../admin/admin-error.ts';
import type { Texts } from '../language/texts.ts';
import { formatUsd } from '../ledger/money.ts';
import type { ProjectLimitError } from '../ledger/project-limit.ts';
import { ApiError, invalidValue } from './api-error.ts';
import { ADMIN_API_ERRORS, ADMIN_KEY_MISSING, billUnreadable } from './bill-errors.ts';

type AdminKeyCode = 'admin_key_missing' | 'bill_unreadable' | 'project_limit_unreadable' | 'project_limit_out_of_range';

/** translateAdminError() for what the admin key is for: the provider's bill, and its limit on the project. */
export function translateAdminKeyProblem(
  problem: Extract<AdminProblem, { readonly code: AdminKeyCode }>,
  param: string | null,
): ApiError {
  switch (problem.code) {
    case 'admin_key_missing':
      return ADMIN_KEY_MISSING;
    case 'bill_unreadable':
      return billUnreadable(problem.reason);
    case 'project_limit_unreadable': {
      const { reason } = problem;
      if (reason === 'no_project') return new ApiError(409, 'no_project_id', UNREADABLE.no_project);
      return new ApiError(502, 'project_limit_unreadable', UNREADABLE[reason]);
    }
    case 'project_limit_out_of_range': {
      const max = formatUsd(problem.max);
      return invalidValue(param ?? '', {
        en: `${param} must be whole cents, from 0.01 to ${max} USD.`,
        ko: `${param} 값은 센트 단위로 0.01달러부터 ${max}달러까지여야 합니다.`,
      });
    }
  }
}

const UNREADABLE: Readonly<Record<ProjectLimitError, Texts<string>>> = {
  ...ADMIN_API_ERRORS,
  no_project: {
    en: 'OPENAI_PROJECT_ID is not set on the server, so it is not known which project’s limit to read. Set it, and start the server again.',
    ko: '서버에 OPENAI_PROJECT_ID가 없어서 어느 프로젝트의 한도를 읽을지 알 수 없습니다. 설정하고 서버를 다시 시작하세요.',
  },
  project_not_found: {
    en: 'The provider knows no project with the id in OPENAI_PROJECT_ID.',
    ko: 'OPENAI_PROJECT_ID에 적힌 프로젝트가 제공자에 없습니다.',
  },
  key_refused: {
    en: 'The provider refuses OPENAI_ADMIN_KEY. It must be an admin key that may read projects, and change them to set the limit.',
    ko: '제공자가 OPENAI_ADMIN_KEY를 거절했습니다. 프로젝트를 읽을 수 있는 관리자 키여야 하고, 한도를 정하려면 프로젝트를 수정할 수 있어야 합니다.',
  },
  unexpected: {
    en: 'The provider’s answer cannot be understood. Look at OPENAI_ADMIN_BASE_URL, and at the page of the project at the provider.',
    ko: '제공자의 응답을 이해할 수 없습니다. OPENAI_ADMIN_BASE_URL과 제공자의 프로젝트 화면을 확인하세요.',
  },
};
