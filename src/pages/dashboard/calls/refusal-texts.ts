import type { Language } from '../../../language/languages.ts';
import { defineTexts } from '../../../language/texts.ts';

/** Why requests were refused before they could cost anything, by the names of gateway/refusals. */
const REASONS = defineTexts({
  en: {
    moneySpent: 'Budget does not cover it',
    moneyHeld: 'Budget held by other calls',
    askWaits: 'Money request: one waits already',
    askDeclined: 'Money request: soon after a decline',
    askWeekly: 'Money request: too many in a week',
    askOff: 'Class takes no money requests',
    askAmount: 'Money request: wrong amount',
    askReason: 'Money request: no reason',
    modelNotAllowed: 'Model not allowed',
    modelMissing: 'No model named',
    suspended: 'Student is suspended',
    classNotYet: 'Class has not started',
    classOver: 'Class is over',
    classPaused: 'Class was paused',
    classClosed: 'Not lesson time',
    classArchived: 'Class is archived',
    revokedToken: 'Token was revoked',
    expiredToken: 'Token has expired',
    badToken: 'Unknown token',
    noToken: 'No token sent',
    openaiKey: 'Provider key instead of a token',
    noSession: 'Not signed in',
    upstreamPaused: 'Provider limits the class',
    tooManyFailures: 'Too many wrong tokens',
    tooManyRequests: 'Too many requests a minute',
    tooManyInFlight: 'Too many calls at once',
    classTooManyRequests: 'Too many requests of the class',
    classTooManyInFlight: 'Too many calls of the class at once',
    providerFull: 'Server of the model was full',
    busy: 'Server was full',
    stopping: 'Server was stopping',
    parameterMissing: 'A parameter is missing',
    parameterUnknown: 'Unknown parameter',
    parameterUnsupported: 'Parameter not available here',
    parameterStored: 'Refers to an answer not in memory',
    parameterOnlyReasoning: 'Only for reasoning models',
    parameterModelLacks: 'The model does not take it',
    parameterNotText: 'Images, sound or files',
    parameterWrong: 'A parameter is wrong',
    parameterBothCaps: 'Two output limits at once',
    parameterNotStreaming: 'Stream options without a stream',
    parameterTooLong: 'A text is too long',
    parameterImageSize: 'Image size not available',
    parameterImageQuality: 'Image quality not available',
    parameterImageFormat: 'Image format not available',
    parameterImageCount: 'Too many images at once',
    parameterImageStream: 'Several images in a stream',
    parameterDallE: 'Only for DALL·E',
    unknownUrl: 'Unknown address',
    callNotFound: 'No such call of the student',
    queryString: 'Address with a query',
    notJson: 'Not readable as JSON',
    notJsonType: 'Not sent as JSON',
    tooLarge: 'Request too large',
    conversationTooLarge: 'Conversation too large',
    instructedTooLarge: 'Too large with the instructions',
    badRequest: 'Malformed request',
    bodyTooComplex: 'Request too complex',
    numberTooLarge: 'Number too large',
    tooSlow: 'Request came too slowly',
    ledgerFailed: 'Ledger could not be written',
    internal: 'Server error',
  },
  ko: {
    moneySpent: '예산이 모자람',
    moneyHeld: '다른 호출에 예산이 묶여 있음',
    askWaits: '예산 요청: 이미 기다리는 요청이 있음',
    askDeclined: '예산 요청: 거절된 지 얼마 되지 않음',
    askWeekly: '예산 요청: 일주일 횟수를 넘음',
    askOff: '예산 요청을 받지 않는 반',
    askAmount: '예산 요청: 금액이 맞지 않음',
    askReason: '예산 요청: 이유가 없음',
    modelNotAllowed: '허용되지 않은 모델',
    modelMissing: '모델을 적지 않음',
    suspended: '정지된 학생',
    classNotYet: '수업 시작 전',
    classOver: '수업이 끝남',
    classPaused: '반이 일시 중지됨',
    classClosed: '수업 시간이 아님',
    classArchived: '보관된 반',
    revokedToken: '폐기된 토큰',
    expiredToken: '만료된 토큰',
    badToken: '알 수 없는 토큰',
    noToken: '토큰 없이 보냄',
    openaiKey: '토큰 대신 제공자 키를 보냄',
    noSession: '로그인하지 않음',
    upstreamPaused: '제공자가 속도를 제한함',
    tooManyFailures: '틀린 토큰이 너무 많음',
    tooManyRequests: '1분에 너무 많이 보냄',
    tooManyInFlight: '동시에 너무 많이 호출',
    classTooManyRequests: '반 전체의 요청이 너무 잦음',
    classTooManyInFlight: '반 전체가 동시에 너무 많이 호출',
    providerFull: '모델 서버에 호출이 몰림',
    busy: '서버에 호출이 몰림',
    stopping: '서버가 멈추는 중',
    parameterMissing: '빠진 매개변수',
    parameterUnknown: '알 수 없는 매개변수',
    parameterUnsupported: '여기서 쓸 수 없는 매개변수',
    parameterStored: '메모리에 없는 이전 답을 가리킴',
    parameterOnlyReasoning: '추론 모델 전용',
    parameterModelLacks: '모델이 받지 않는 매개변수',
    parameterNotText: '이미지, 소리, 파일',
    parameterWrong: '잘못된 매개변수 값',
    parameterBothCaps: '최대 출력을 두 가지로 보냄',
    parameterNotStreaming: '스트림 없이 스트림 옵션',
    parameterTooLong: '너무 긴 텍스트',
    parameterImageSize: '쓸 수 없는 이미지 크기',
    parameterImageQuality: '쓸 수 없는 이미지 품질',
    parameterImageFormat: '쓸 수 없는 이미지 형식',
    parameterImageCount: '한 번에 너무 많은 이미지',
    parameterImageStream: '스트림으로 이미지 여러 장',
    parameterDallE: 'DALL·E 전용',
    unknownUrl: '없는 주소',
    callNotFound: '없는 호출 번호를 물어봄',
    queryString: '주소에 ?가 붙음',
    notJson: 'JSON으로 읽을 수 없음',
    notJsonType: 'JSON으로 보내지 않음',
    tooLarge: '요청이 너무 큼',
    conversationTooLarge: '이전 대화까지 더하면 너무 큼',
    instructedTooLarge: '지침까지 더하면 요청이 너무 큼',
    badRequest: '읽을 수 없는 요청',
    bodyTooComplex: '너무 복잡한 요청',
    numberTooLarge: '너무 큰 숫자',
    tooSlow: '요청이 너무 느리게 옴',
    ledgerFailed: '장부에 쓸 수 없음',
    internal: '서버 오류',
  },
});

type KnownReason = keyof typeof REASONS.en;

export const REFUSAL_REASONS = Object.keys(REASONS.en) as readonly KnownReason[];

/** Refused before the student is known: such requests are counted, and never listed. */
const NOT_LISTED: ReadonlySet<string> = new Set<KnownReason>([
  ...(['noToken', 'badToken', 'openaiKey', 'noSession', 'tooManyFailures'] as const),
  ...(['unknownUrl', 'tooSlow', 'stopping'] as const),
]);

export const LISTED_REASONS = REFUSAL_REASONS.filter(isListed);

export function isListed(reason: string): boolean {
  return !NOT_LISTED.has(reason);
}

/** A name of another version of jigap stays as it is. */
export function refusalText(reason: string, language: Language): string {
  return isKnown(reason) ? REASONS[language][reason] : reason;
}

function isKnown(reason: string): reason is KnownReason {
  return Object.hasOwn(REASONS.en, reason);
}
