import { readerIn } from '../../../src/access/owner-titles.ts';
import type { MoneyShortage } from '../../../src/gateway/refusals/money-refusals.ts';
import { type RefusalName, type RefusalValues, refuse } from '../../../src/gateway/refusals/refusal.ts';
import { findUnservedService } from '../../../src/gateway/refusals/unserved-services.ts';
import type { Language } from '../../../src/language/languages.ts';
import type { Reader } from '../../../src/language/reader-texts.ts';

const OWN_WEEK = {
  scope: 'student',
  period: 'week',
  unit: 'money',
  selector: null,
  capName: 'max_completion_tokens',
  images: 0,
  canAsk: false,
} as const;
export const MONEY_IN: Readonly<Record<Language, MoneyShortage>> = {
  en: {
    ...OWN_WEEK,
    own: { limit: '$0.50', left: '$0.012', hasTopUp: false, affordableCap: 321 },
    needed: '$0.034',
    resetsAt: 'Monday 30 November at 00:00 (Asia/Seoul)',
  },
  ko: {
    ...OWN_WEEK,
    own: { limit: '$0.50 (700원)', left: '$0.012 (17원)', hasTopUp: false, affordableCap: 321 },
    needed: '$0.034 (48원)',
    resetsAt: '11월 30일(월) 0시(대한민국 시간)',
  },
};
const DAY_IN: Readonly<Record<Language, string>> = { en: 'Tuesday 1 December', ko: '12월 1일(화)' };

const LESSONS_IN: Readonly<Record<Language, { hours: string; nextLesson: string }>> = {
  en: { hours: 'Mon 10:00-10:50', nextLesson: 'Monday 30 November at 10:00 (Asia/Seoul)' },
  ko: { hours: '월 10시~10시 50분', nextLesson: '11월 30일(월) 10시(대한민국 시간)' },
};

type Values = { readonly [Name in RefusalName]: RefusalValues<Name> };

/** Values for every text, which must contain them. */
const valuesIn = (language: Language): Values => ({
  noToken: {},
  openaiKey: {},
  badToken: {},
  revokedToken: {},
  expiredToken: {},
  noSession: {},
  suspended: {},
  classNotYet: { className: '3-2', startsOn: DAY_IN[language] },
  classArchived: { className: '3-2' },
  classOver: { className: '3-2', endsOn: DAY_IN[language] },
  classPaused: { className: '3-2' },
  classClosed: { className: '3-2', ...LESSONS_IN[language] },
  tooManyFailures: { seconds: 41 },
  tooManyRequests: { perMinute: 120, seconds: 41 },
  tooManyInFlight: { maxInFlight: 16 },
  classTooManyRequests: { perMinute: 120, seconds: 41 },
  classTooManyInFlight: { maxInFlight: 16 },
  providerFull: {},
  bodiesFull: {},
  busy: {},
  stopping: {},
  serviceNotServed: { why: findUnservedService('/v1/files')?.why[language] ?? '' },
  unknownUrl: { served: 'POST /v1/chat/completions' },
  callNotFound: {},
  queryString: {},
  notJson: {},
  notJsonType: {},
  conversationTooLarge: { maxBytes: 1_048_576 },
  instructedTooLarge: { maxBytes: 1_048_576 },
  tooLarge: { maxBytes: 1_048_576 },
  badRequest: {},
  bodyTooComplex: {},
  numberTooLarge: { number: '1e999' },
  tooSlow: {},
  modelMissing: { allowed: 'gpt-3.5-turbo' },
  modelNotAllowed: { model: 'gpt-4', allowed: 'gpt-3.5-turbo' },
  modelElsewhere: { model: 'tts-1', addresses: '/v1/audio/speech', allowed: 'gpt-3.5-turbo' },
  parameterMissing: { param: 'messages' },
  parameterUnknown: { param: 'teleport' },
  parameterUnsupported: { param: 'prediction' },
  parameterStored: { param: 'previous_response_id' },
  parameterVoice: { param: 'voice', voices: 'alloy, echo' },
  parameterVoiceInstructions: { param: 'instructions' },
  parameterSoundEvents: { param: 'stream_format' },
  parameterOnlyReasoning: { param: 'verbosity' },
  parameterModelLacks: { param: 'temperature', model: 'gpt-5-mini', remedy: 'no-effort' },
  parameterNotText: { param: 'messages[0].content[0].type' },
  pictureModel: { model: 'gpt-6-luna', others: 'gpt-5.6-luna' },
  pictureAddress: { param: 'messages[0].content[1].image_url.url' },
  pictureType: { param: 'messages[0].content[1].image_url.url' },
  pictureDetail: { param: 'messages[0].content[1].image_url.detail' },
  pictureRole: { param: 'messages[0].content[1]' },
  pictureCount: { max: 4 },
  parameterWrong: { param: 'n', expected: 'positive-integer' },
  parameterBothCaps: {},
  parameterNotStreaming: { param: 'stream_options' },
  parameterTooLong: { param: 'prompt', max: 900 },
  parameterImageSize: { param: 'size' },
  parameterImageQuality: { param: 'quality', choices: 'low, medium, high' },
  parameterImageFormat: { param: 'output_format' },
  parameterImageCount: { param: 'n', max: 4 },
  parameterImageStream: { param: 'n' },
  parameterDallE: { param: 'style' },
  moneySpent: MONEY_IN[language],
  moneyHeld: MONEY_IN[language],
  askWaits: { nextAt: DAY_IN[language] },
  askDeclined: { nextAt: DAY_IN[language] },
  askWeekly: { nextAt: DAY_IN[language] },
  askOff: {},
  askAmount: { max: '$2' },
  askReason: { maxCharacters: 300 },
  ledgerFailed: {},
  databaseAway: {},
  internal: { requestId: 'req_0123' },
  upstreamUnreachable: {},
  upstreamFailed: {},
  upstreamDied: { isCharged: true },
  upstreamTimeout: { isCharged: true },
  upstreamKey: {},
  interrupted: { isCharged: true },
  upstreamAddress: {},
  upstreamOutOfMoney: {},
  upstreamModel: { model: 'gpt-6-luna' },
  upstreamUnsupported: { model: 'gpt-6-luna', path: '/embeddings' },
  upstreamBusy: { seconds: 7 },
  upstreamFlexFull: {},
  upstreamPaused: { seconds: 7 },
  upstreamTooLong: { contextWindow: 16385 },
  upstreamInputTooLong: { contextWindow: 512 },
  upstreamRefused: { reason: 'Unsupported value' },
});
export const VALUES: Readonly<Record<Language, Values>> = { en: valuesIn('en'), ko: valuesIn('ko') };
export const NAMES = Object.keys(VALUES.en) as RefusalName[];

/** refuse() ties a name to its values by type; here both come from one table. */
export function textOf(
  language: Language,
  name: RefusalName,
  values: object = VALUES[language][name],
  ownerTitle: string | null = null,
): string {
  const make = refuse as (reader: Reader, name: RefusalName, values: object) => Error;
  return make(readerIn(language, { ownerTitle }), name, values).message;
}

/** Every text with values of its own, and with those that take other words. */
export function variantsIn(language: Language): readonly (readonly [RefusalName, object])[] {
  const money = MONEY_IN[language];
  const own = { limit: money.own?.limit ?? '', left: null, hasTopUp: false, affordableCap: null };
  const ofMoney = [
    { ...money, own: null },
    { ...money, scope: 'wallet', own: null, resetsAt: null },
    { ...money, own },
    { ...money, own: { ...own, hasTopUp: true } },
    { ...money, own: money.own === null ? null : { ...money.own, hasTopUp: true } },
    { ...money, canAsk: true },
    { ...money, canAsk: true, resetsAt: null },
  ];
  return [
    ...NAMES.map((name) => [name, VALUES[language][name]] as const),
    ...(['interrupted', 'upstreamDied', 'upstreamTimeout'] as const).map(
      (name) => [name, { isCharged: false }] as const,
    ),
    ...(['moneySpent', 'moneyHeld'] as const).flatMap((name) => ofMoney.map((values) => [name, values] as const)),
  ];
}
