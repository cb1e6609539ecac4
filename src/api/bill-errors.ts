import type { Texts } from '../language/texts.ts';
import type { BillError } from '../ledger/reconciliation.ts';
import { ApiError } from './api-error.ts';

/** Why the provider's bill cannot be compared. */

export const ADMIN_KEY_MISSING = new ApiError(409, 'no_admin_key', {
  en: 'OPENAI_ADMIN_KEY is not set on the server, so the provider’s bill and limits cannot be read. Make an admin key in the provider’s settings, set it, and start the server again.',
  ko: '서버에 OPENAI_ADMIN_KEY가 없어서 제공자의 청구 내역과 한도를 읽을 수 없습니다. 제공자 설정에서 관리자 키를 만들어 설정하고 서버를 다시 시작하세요.',
});

export function billUnreadable(reason: BillError): ApiError {
  return new ApiError(502, 'bill_unreadable', BILL_ERRORS[reason]);
}

/** Whatever the admin key is used for. */
export const ADMIN_API_ERRORS: Readonly<Record<'rate_limited' | 'unreachable', Texts<string>>> = {
  rate_limited: {
    en: 'The provider wants fewer requests. Try again in a few minutes.',
    ko: '제공자에 보낸 요청이 너무 많습니다. 몇 분 뒤에 다시 시도하세요.',
  },
  unreachable: {
    en: 'The provider does not answer. Look at OPENAI_ADMIN_BASE_URL, or try again later.',
    ko: '제공자가 응답하지 않습니다. OPENAI_ADMIN_BASE_URL을 확인하거나 나중에 다시 시도하세요.',
  },
};

const BILL_ERRORS: Readonly<Record<BillError, Texts<string>>> = {
  ...ADMIN_API_ERRORS,
  key_refused: {
    en: 'The provider refuses OPENAI_ADMIN_KEY. It must be an admin key that may read usage.',
    ko: '제공자가 OPENAI_ADMIN_KEY를 거절했습니다. 사용량을 읽을 수 있는 관리자 키여야 합니다.',
  },
  unexpected: {
    en: 'The provider’s answer cannot be understood. Look at OPENAI_ADMIN_BASE_URL and OPENAI_PROJECT_ID.',
    ko: '제공자의 응답을 이해할 수 없습니다. OPENAI_ADMIN_BASE_URL과 OPENAI_PROJECT_ID를 확인하세요.',
  },
};
