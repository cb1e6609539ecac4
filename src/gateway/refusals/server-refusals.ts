import { defineRefusal } from './refusal-row.ts';

/** The gateway itself cannot serve the call. */
export const SERVER_REFUSALS = {
  stopping: defineRefusal({
    status: 503,
    type: 'server_error',
    code: 'server_is_overloaded',
    shouldRetry: true,
    retryAfter: 5,
    texts: {
      en: 'The gateway is being restarted. Try again in a moment.',
      ko: 'jigap 서버를 다시 시작하고 있습니다. 잠시 뒤에 다시 시도하세요.',
    },
  }),
  ledgerFailed: defineRefusal({
    status: 503,
    type: 'server_error',
    code: 'ledger_unavailable',
    shouldRetry: false,
    texts: {
      en: ({ ownerTitle }) =>
        `The gateway cannot write its ledger, so it sends nothing. Nothing was spent; tell ${ownerTitle}.`,
      ko: ({ ownerTitle }) =>
        `jigap 서버가 장부에 기록하지 못해 호출을 보내지 않았습니다. 돈은 들지 않았습니다. ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  databaseAway: defineRefusal({
    status: 503,
    type: 'server_error',
    code: 'database_unreachable',
    shouldRetry: true,
    retryAfter: 5,
    texts: {
      en: ({ ownerTitle }) =>
        `The gateway cannot reach its database at this moment, so it sends nothing. Nothing was spent. Try again in a moment; if this goes on, tell ${ownerTitle}.`,
      ko: ({ ownerTitle }) =>
        `jigap 서버가 지금 데이터베이스에 연결하지 못해 호출을 보내지 않았습니다. 돈은 들지 않았습니다. 잠시 뒤에 다시 시도하고, 계속 안 되면 ${ownerTitle}께 말씀드리세요.`,
    },
  }),
  internal: defineRefusal<{ readonly requestId: string }>({
    status: 500,
    type: 'server_error',
    code: 'internal_error',
    shouldRetry: false,
    texts: {
      en: ({ requestId, ownerTitle }) =>
        `Something went wrong in the gateway. Tell ${ownerTitle} this number: ${requestId}.`,
      ko: ({ requestId, ownerTitle }) =>
        `jigap 서버에 문제가 생겼습니다(요청 번호: ${requestId}). 이 번호를 ${ownerTitle}께 알려 드리세요.`,
    },
  }),
  interrupted: defineRefusal<{ readonly isCharged: boolean }>({
    status: 503,
    type: 'server_error',
    code: 'gateway_stopped',
    shouldRetry: false,
    texts: {
      en: ({ isCharged, ownerTitle }) =>
        `The gateway was restarted in the middle of this answer. ${isCharged ? `What was held for it was charged; ${ownerTitle} can refund it.` : 'Nothing was spent; try again in a moment.'}`,
      ko: ({ isCharged, ownerTitle }) =>
        `jigap 서버를 다시 시작하느라 답이 중간에 끊겼습니다. ${isCharged ? `이 호출에 묶어 둔 돈은 예산에서 차감되었습니다. 환불받으려면 ${ownerTitle}께 말씀드리세요.` : '돈은 들지 않았습니다. 잠시 뒤에 다시 시도하세요.'}`,
    },
  }),
};
