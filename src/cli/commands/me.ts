import type { Command } from 'commander';
import type { MeJson } from '../../gateway/me.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { type Column, formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { budgetTable } from './budget-table.ts';
import { limits } from './class-calls.ts';
import { lessonDetails } from './lesson-details.ts';
import { addMyCallCommands } from './my-calls.ts';
import { addMyMoneyCommands, myMoneyText } from './my-money.ts';
import { sumColumns } from './usage.ts';

const ME = defineTexts({
  en: {
    description: 'for a student: who am I, which models, what is left',
    token: 'the API token (default: OPENAI_API_KEY, which no process list shows)',
    details: {
      student: 'student',
      class: 'class',
      token: 'API token',
      expires: 'expires',
      standing: 'standing',
      models: 'models',
      limits: 'calls',
      classLimits: 'calls of the class',
      instructions: 'instructions of the class',
      sharedMoney: 'shared money',
    },
    person: (name: string, id: number) => `${name} (id ${id})`,
    never: 'never',
    standings: {
      good: 'good',
      revoked: 'token revoked',
      expired: 'token expired',
      suspended: 'suspended',
      'not-yet': 'the class has not started',
      over: 'the class is over',
      paused: 'the class is paused',
      closed: 'no lesson now',
      archived: 'the class is archived',
    } satisfies Record<MeJson['standing'], string>,
    sharedMoney: { enough: 'enough', low: 'low', held: 'held', spent: 'spent' } satisfies Record<
      MeJson['shared_money'],
      string
    >,
  },
  ko: {
    description: '학생용: 나는 누구인지, 어떤 모델을 쓸 수 있는지, 얼마가 남았는지',
    token: 'API 토큰 (기본값: OPENAI_API_KEY. 프로세스 목록에 보이지 않아 더 안전합니다)',
    details: {
      student: '학생',
      class: '반',
      token: 'API 토큰',
      expires: '만료일',
      standing: '상태',
      models: '모델',
      limits: '호출 제한',
      classLimits: '반 전체의 제한',
      instructions: '반의 지침',
      sharedMoney: '함께 쓰는 예산',
    },
    person: (name, id) => `${name} (ID ${id})`,
    never: '없음',
    standings: {
      good: '사용 중',
      revoked: '토큰 폐기됨',
      expired: '토큰 만료됨',
      suspended: '정지',
      'not-yet': '수업 시작 전',
      over: '수업 끝남',
      paused: '반 일시 중지',
      closed: '수업 시간 아님',
      archived: '보관된 반',
    },
    sharedMoney: { enough: '넉넉함', low: '얼마 남지 않음', held: '묶여 있음', spent: '다 씀' },
  },
});

export function addMeCommand(program: Command, terminal: Terminal): void {
  const t = ME[terminal.language];
  const me = program
    .command('me')
    .option('--token <token>', t.token)
    .description(t.description)
    .addHelpText('after', terminal.examples('me'))
    .action(async ({ token }: { token?: string }) => {
      const mine = await terminal.student(token).get<MeJson>('/api/me');
      terminal.show(mine, (answer) => meText(answer, terminal.language));
    });
  addMyCallCommands(me, terminal, t.token);
  addMyMoneyCommands(me, terminal, t.token);
}

function meText(me: MeJson, language: Language): string {
  const [t, common] = [ME[language], COMMON[language]];
  const { details } = t;
  const label = me.token.label === null ? '' : ` (${plainLine(me.token.label)})`;
  const facts = formatDetails([
    [details.student, t.person(me.student.name, me.student.id)],
    [details.class, me.class?.name],
    // Without the state of the class: the standing of the student says it, too.
    ...(me.class === null || me.class.opening === 'always' ? [] : lessonDetails(me.class, language).slice(1)),
    [details.token, `${me.token.prefix}...${label}`],
    [details.expires, me.token.expires_at === null ? t.never : formatLocalInstant(me.token.expires_at)],
    [details.standing, t.standings[me.standing]],
    [details.models, me.models.join(', ')],
    [details.limits, limits(me.limits.requests_per_minute, me.limits.calls_in_flight, language)],
    [details.classLimits, limits(me.limits.class_requests_per_minute, me.limits.class_calls_in_flight, language)],
    [details.instructions, me.class?.instructions],
    [details.sharedMoney, t.sharedMoney[me.shared_money]],
  ]);
  const columns: readonly Column<MeJson['usage'][number]>[] = [
    { title: common.day, cell: ({ day }) => day },
    ...sumColumns(language),
  ];
  const days = me.usage.length === 0 ? common.noCalls : formatTable(columns, me.usage);
  const money = myMoneyText(me, language);
  const more = money === '' ? [] : [money];
  return [facts, budgetTable(me.budgets, language), ...more, days].join('\n');
}
