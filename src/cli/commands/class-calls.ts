import { type Command, Option } from 'commander';
import type { ClassJson } from '../../api/class-json.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { NONE } from '../input.ts';
import { formatDecimalUsd } from '../output.ts';
import type { Terminal } from '../terminal.ts';

const CALLS = defineTexts({
  en: {
    options: {
      requestsPerMinute: 'requests a minute of the class together; none: as many as its students may',
      callsInFlight: 'calls of the class that run at once; none: as many as the server has',
      studentRequestsPerMinute: 'requests a minute of each student, no more than the server allows; none',
      studentCallsInFlight: 'calls of each student at once, no more than the server allows; none',
      fallsBack: 'on: the next model of an alias answers when the money for one is spent or it cannot be reached; off',
      sharesAnswers: 'on: identical calls of one moment (temperature 0 or a seed) are sent and paid once; off',
      usesFlex: 'on: at the flex tier where a model has one: half the price, slower, refused when busy; off',
      instructions: "what is put before each chat and response, such as 'Answer in Korean.'; none",
    },
    details: {
      class: 'calls of the class',
      student: 'calls of a student',
      fallsBack: 'next model answers',
      sharesAnswers: 'shares answers',
      usesFlex: 'flex tier',
      instructions: 'instructions',
      adds: 'they add at most',
    },
    on: 'on',
    off: 'off',
    perMinute: (count: number) => `${count} a minute`,
    atOnce: (count: number) => `${count} at once`,
    cost: (usd: string) => `${usd} USD to each call`,
  },
  ko: {
    options: {
      requestsPerMinute: '반 전체가 1분에 보낼 수 있는 요청 수. 없애려면 none',
      callsInFlight: '반 전체가 동시에 할 수 있는 호출 수. 없애려면 none',
      studentRequestsPerMinute: '학생 한 명이 1분에 보낼 수 있는 요청 수(서버의 제한까지). 없애려면 none',
      studentCallsInFlight: '학생 한 명이 동시에 할 수 있는 호출 수(서버의 제한까지). 없애려면 none',
      fallsBack: 'on: 한 모델의 돈을 다 썼거나 연결할 수 없으면 별칭의 다음 모델이 답함. off',
      sharesAnswers: 'on: 같은 순간의 같은 호출(temperature 0이나 seed)은 한 번만 보내고 한 번만 차감함. off',
      usesFlex: 'on: 모델에 flex가 있으면 flex로 보냄. 절반 값이지만 느리고, 붐비면 거절됨. off',
      instructions: "모델과 대화할 때마다(chat, responses) 맨 앞에 붙일 지침. 예: '한국어로 답하세요.' 없애려면 none",
    },
    details: {
      class: '반 전체의 호출',
      student: '학생 한 명의 호출',
      fallsBack: '다음 모델이 답하기',
      sharesAnswers: '같은 호출은 한 번만',
      usesFlex: '느린 대신 싸게(flex)',
      instructions: '모델에게 주는 지침',
      adds: '지침이 더하는 비용',
    },
    on: '켬',
    off: '끔',
    perMinute: (count) => `1분에 ${count}번`,
    atOnce: (count) => `동시에 ${count}개`,
    cost: (usd) => `호출마다 최대 ${usd}달러`,
  },
});

/** Limits on the calls of a class, its switches and its instructions, as they are typed. */
export interface CallOptions {
  readonly requestsPerMinute?: number | typeof NONE;
  readonly callsInFlight?: number | typeof NONE;
  readonly studentRequestsPerMinute?: number | typeof NONE;
  readonly studentCallsInFlight?: number | typeof NONE;
  readonly fallsBack?: string;
  readonly sharesAnswers?: string;
  readonly usesFlex?: string;
  readonly instructions?: string;
}

export function withCallOptions(command: Command, { input, language }: Terminal): Command {
  const { options } = CALLS[language];
  const countOrNone = (text: string) => (text === NONE ? NONE : input.count(text));
  return command
    .option('--requests-per-minute <count>', options.requestsPerMinute, countOrNone)
    .option('--calls-in-flight <count>', options.callsInFlight, countOrNone)
    .option('--student-requests-per-minute <count>', options.studentRequestsPerMinute, countOrNone)
    .option('--student-calls-in-flight <count>', options.studentCallsInFlight, countOrNone)
    .addOption(onOff('--falls-back <on-off>', options.fallsBack))
    .addOption(onOff('--shares-answers <on-off>', options.sharesAnswers))
    .addOption(onOff('--uses-flex <on-off>', options.usesFlex))
    .option('--instructions <text>', options.instructions, input.text);
}

function onOff(flags: string, description: string): Option {
  return new Option(flags, description).choices(['on', 'off']);
}

export function callFieldsOf(options: CallOptions) {
  return {
    requests_per_minute: orNull(options.requestsPerMinute),
    calls_in_flight: orNull(options.callsInFlight),
    student_requests_per_minute: orNull(options.studentRequestsPerMinute),
    student_calls_in_flight: orNull(options.studentCallsInFlight),
    falls_back: isOn(options.fallsBack),
    shares_answers: isOn(options.sharesAnswers),
    uses_flex: isOn(options.usesFlex),
    instructions: options.instructions === '' ? null : options.instructions,
  };
}

function isOn(choice: string | undefined): boolean | undefined {
  return choice === undefined ? undefined : choice === 'on';
}

function orNull(count: number | typeof NONE | undefined): number | null | undefined {
  return count === NONE ? null : count;
}

/** What is set, for the details of a class; a switch says so when it is off, too. */
export function callDetails(each: ClassJson, language: Language): (readonly [string, string])[] {
  const t = CALLS[language];
  const { details } = t;
  const rows: readonly (readonly [string, string | null])[] = [
    [details.class, limits(each.requests_per_minute, each.calls_in_flight, language)],
    [details.student, limits(each.student_requests_per_minute, each.student_calls_in_flight, language)],
    [details.fallsBack, each.falls_back ? t.on : t.off],
    [details.sharesAnswers, each.shares_answers ? t.on : t.off],
    [details.usesFlex, each.uses_flex ? t.on : t.off],
    [details.instructions, each.instructions],
    [details.adds, each.instructions_max_usd === null ? null : t.cost(formatDecimalUsd(each.instructions_max_usd))],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** "20 a minute, 2 at once"; null: no lower than the server's. */
export function limits(perMinute: number | null, atOnce: number | null, language: Language): string | null {
  const t = CALLS[language];
  const parts = [perMinute === null ? [] : [t.perMinute(perMinute)], atOnce === null ? [] : [t.atOnce(atOnce)]].flat();
  return parts.length === 0 ? null : parts.join(', ');
}
