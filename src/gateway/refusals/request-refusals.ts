import { defineRefusal, UNSUPPORTED_PARAMETER } from './refusal-row.ts';

/** HTTP requests that are not served, or cannot be read. */
export const REQUEST_REFUSALS = {
  unknownUrl: defineRefusal<{ readonly served: string }>({
    status: 404,
    type: 'invalid_request_error',
    code: 'unknown_url',
    shouldRetry: false,
    texts: {
      en: ({ served }) =>
        `There is nothing at this address. This gateway serves: ${served}. Is base_url right (it ends in /v1)?`,
      ko: ({ served }) => `없는 주소입니다(쓸 수 있는 주소: ${served}). base_url의 끝이 /v1인지 확인하세요.`,
    },
  }),
  serviceNotServed: defineRefusal<{ readonly why: string }>({
    status: 404,
    type: 'invalid_request_error',
    code: 'service_not_served',
    shouldRetry: false,
    texts: { en: ({ why }) => why, ko: ({ why }) => why },
  }),
  callNotFound: defineRefusal({
    status: 404,
    type: 'invalid_request_error',
    code: 'call_not_found',
    shouldRetry: false,
    texts: {
      en: 'None of your calls has this number. Use the x-request-id of an answer. A request that was refused before it was sent costs nothing and is not listed.',
      ko: '내 호출 가운데 이 번호가 없습니다. 답에 있는 x-request-id를 쓰세요. 보내기 전에 거절된 요청은 비용이 들지 않으며 여기에 나오지 않습니다.',
    },
  }),
  queryString: defineRefusal({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: 'This gateway takes no query string: remove everything from "?" on.',
      ko: '주소에는 "?"로 시작하는 부분을 붙일 수 없습니다. 지우고 다시 보내세요.',
    },
  }),
  notJson: defineRefusal({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_json',
    shouldRetry: false,
    texts: {
      en: 'The body is not JSON that can be read. With the OpenAI client this does not happen; with curl, check quotes and commas.',
      ko: '본문을 JSON으로 읽을 수 없습니다. curl을 쓴다면 따옴표와 쉼표를 확인하세요.',
    },
  }),
  notJsonType: defineRefusal({
    status: 415,
    type: 'invalid_request_error',
    code: 'unsupported_media_type',
    shouldRetry: false,
    texts: {
      en: 'Send the body as JSON, uncompressed, with the header "Content-Type: application/json".',
      ko: '본문은 압축하지 않은 JSON으로, "Content-Type: application/json" 헤더와 함께 보내세요.',
    },
  }),
  tooLarge: defineRefusal<{ readonly maxBytes: number }>({
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    shouldRetry: false,
    texts: {
      en: ({ maxBytes }) =>
        `The request is larger than ${maxBytes} bytes. Send less text, fewer earlier messages, or smaller pictures.`,
      ko: ({ maxBytes }) =>
        `요청이 너무 큽니다(최대 ${maxBytes}바이트). 글이나 이전 대화를 줄이거나 사진을 작게 해서 보내세요.`,
    },
  }),
  conversationTooLarge: defineRefusal<{ readonly maxBytes: number }>({
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    shouldRetry: false,
    texts: {
      en: ({ maxBytes }) =>
        `Together with the earlier messages that it refers to, the request is larger than ${maxBytes} bytes. Start a new conversation.`,
      ko: ({ maxBytes }) => `이전 대화까지 더하면 요청이 너무 큽니다(최대 ${maxBytes}바이트). 새 대화를 시작하세요.`,
    },
  }),
  instructedTooLarge: defineRefusal<{ readonly maxBytes: number }>({
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    shouldRetry: false,
    texts: {
      en: ({ maxBytes }) =>
        `Together with the instructions of your class, the request is larger than ${maxBytes} bytes. Send less text, or fewer earlier messages.`,
      ko: ({ maxBytes }) =>
        `우리 반의 지침까지 더하면 요청이 너무 큽니다(최대 ${maxBytes}바이트). 글이나 이전 대화를 줄여서 보내세요.`,
    },
  }),
  badRequest: defineRefusal({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    shouldRetry: false,
    texts: {
      en: 'This is not a request that the gateway can read.',
      ko: 'jigap 서버가 읽을 수 없는 요청입니다. 주소와 요청 형식을 확인하세요.',
    },
  }),
  bodyTooComplex: defineRefusal({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    shouldRetry: false,
    texts: {
      en: 'The request is nested too deeply, or has too many items. Send fewer lists and objects.',
      ko: '요청이 너무 깊게 중첩되어 있거나 들어 있는 항목이 너무 많습니다. 리스트와 객체를 줄여서 보내세요.',
    },
  }),
  numberTooLarge: defineRefusal<{ readonly number: string }>({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    shouldRetry: false,
    texts: {
      en: ({ number }) =>
        `A number in the request is too large to be sent on exactly (${number}). Use a smaller number, or put it in quotes.`,
      ko: ({ number }) =>
        `너무 커서 정확하게 전달할 수 없는 숫자가 있습니다(${number}). 더 작은 숫자를 쓰거나 따옴표로 감싸 문자열로 보내세요.`,
    },
  }),
  tooSlow: defineRefusal({
    status: 408,
    type: 'invalid_request_error',
    code: 'request_timeout',
    shouldRetry: true,
    texts: {
      en: 'The request took too long to arrive. Send it again.',
      ko: '요청이 도착하는 데 너무 오래 걸렸습니다. 다시 보내세요.',
    },
  }),
};
