import type { Command } from 'commander';
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
      instructions: "what is put before each chat and response, such as 'Answer in Korean.'; none",
    },
    details: {
      class: 'calls of the class',
      student: 'calls of a student',
      instructions: 'instructions',
      adds: 'they add at most',
    },
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
      instructions: "모델과 대화할 때마다(chat, responses) 맨 앞에 붙일 지침. 예: '한국어로 답하세요.' 없애려면 none",
    },
    details: {
      class: '반 전체의 호출',
      student: '학생 한 명의 호출',
      instructions: '모델에게 주는 지침',
      adds: '지침이 더하는 비용',
    },
    perMinute: (count) => `1분에 ${count}번`,
    atOnce: (count) => `동시에 ${count}개`,
    cost: (usd) => `호출마다 최대 ${usd}달러`,
  },
});

/** Limits on the calls of a class and its instructions, as they are typed; null: none. */
export interface CallOptions {
  readonly requestsPerMinute?: number | typeof NONE;
  readonly callsInFlight?: number | typeof NONE;
  readonly studentRequestsPerMinute?: number | typeof NONE;
  readonly studentCallsInFlight?: number | typeof NONE;
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
    .option('--instructions <text>', options.instructions, input.text);
}

export function callFieldsOf(options: CallOptions) {
  return {
    requests_per_minute: orNull(options.requestsPerMinute),
    calls_in_flight: orNull(options.callsInFlight),
    student_requests_per_minute: orNull(options.studentRequestsPerMinute),
    student_calls_in_flight: orNull(options.studentCallsInFlight),
    instructions: options.instructions === '' ? null : options.instructions,
  };
}

function orNull(count: number | typeof NONE | undefined): number | null | undefined {
  return count === NONE ? null : count;
}

/** What is set, for the details of a class. */
export function callDetails(each: ClassJson, language: Language): (readonly [string, string])[] {
  const t = CALLS[language];
  const { details } = t;
  const rows: readonly (readonly [string, string | null])[] = [
    [details.class, limits(each.requests_per_minute, each.calls_in_flight, language)],
    [details.student, limits(each.student_requests_per_minute, each.student_calls_in_flight, language)],
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
