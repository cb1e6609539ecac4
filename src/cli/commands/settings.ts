import type { Command } from 'commander';
import type { SettingsJson } from '../../api/settings-routes.ts';
import { defineTexts, type TextsOf } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { NONE } from '../input.ts';
import { NOTICE_KINDS } from '../notice-kinds.ts';
import { formatDetails } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** The zone of the server instead of one of the owner's own. */
const SERVER = 'server';

const SETTINGS = defineTexts({
  en: {
    group: 'what you can change while the server runs',
    set: 'change a setting',
    zoneOption: `where the days of your reports begin, such as Asia/Seoul; ${SERVER}: as there`,
    zone: 'time zone',
    zoneOfServer: "server's time zone",
    isServers: (zone: string) => `${zone} (the server's)`,
    forgetOption: 'names of students are forgotten so many days after they left; none: never',
    forgetAfter: 'names forgotten after',
    days: (days: number) => `${days} day(s)`,
    muteOption: `kinds of notices that you do not want, with commas; none: you want all. Kinds: ${NOTICE_KINDS}`,
    studentOption: "at how much of a student's budget you are told: some of 50,80,100; none: never",
    muted: 'notices that are off',
    studentPercents: "percent of students' budgets",
    nothing: 'Name at least one setting.',
  },
  ko: {
    group: '서버가 켜진 채로 바꿀 수 있는 설정',
    set: '설정 수정',
    zoneOption: `보고서에서 하루가 시작되는 시간대. 예: Asia/Seoul. ${SERVER}: 서버의 시간대`,
    zone: '시간대',
    zoneOfServer: '서버의 시간대',
    isServers: (zone) => `${zone} (서버의 시간대)`,
    forgetOption: '떠난 학생의 이름을 며칠 뒤에 지울지. none: 지우지 않음',
    forgetAfter: '이름을 지우는 때',
    days: (days) => `${days}일 뒤`,
    muteOption: `받지 않을 알림 종류. 쉼표로 구분. none: 모두 받음. 종류: ${NOTICE_KINDS}`,
    studentOption: '학생 예산을 얼마나 썼을 때 알릴지. 50,80,100 가운데. none: 알리지 않음',
    muted: '받지 않는 알림',
    studentPercents: '학생 예산 알림(%)',
    nothing: '바꿀 설정을 하나 이상 적으세요.',
  },
});

export function addSettingsCommands(program: Command, terminal: Terminal): void {
  const t = SETTINGS[terminal.language];
  const group = program
    .command('settings')
    .description(t.group)
    .addHelpText('after', terminal.examples('settings'))
    .action(async () => {
      const settings = await terminal.owner().get<SettingsJson>('/api/settings', {});
      terminal.show(settings, (answer) => settingDetails(answer, t));
    });

  group
    .command('set')
    .option('--time-zone <zone>', t.zoneOption)
    .option('--mute-notices <kinds>', t.muteOption)
    .option('--student-notices <percents>', t.studentOption)
    .option('--forget-after-days <days>', t.forgetOption)
    .description(t.set)
    .addHelpText(
      'after',
      terminal.examples('settings set --time-zone Asia/Seoul', 'settings set --student-notices 80,100'),
    )
    .action(async (options: SettingsOptions) => {
      const body = settingsBody(options);
      if (Object.keys(body).length === 0) throw new CliError(EXIT.usage, t.nothing);
      const settings = await terminal.owner().send<SettingsJson>('PATCH', '/api/settings', body);
      terminal.show(settings, (answer) => settingDetails(answer, t));
    });
}

interface SettingsOptions {
  readonly timeZone?: string;
  readonly muteNotices?: string;
  readonly studentNotices?: string;
  readonly forgetAfterDays?: string;
}

/** What is no kind or percentage is for the server to refuse. */
function settingsBody({ timeZone, muteNotices, studentNotices, forgetAfterDays }: SettingsOptions): object {
  return {
    ...(timeZone === undefined ? {} : { time_zone: timeZone === SERVER ? null : timeZone }),
    ...(muteNotices === undefined ? {} : { muted_notices: listOf(muteNotices) }),
    ...(forgetAfterDays === undefined
      ? {}
      : { forget_after_days: forgetAfterDays === NONE ? null : Number(forgetAfterDays) }),
    ...(studentNotices === undefined ? {} : { student_notice_percents: listOf(studentNotices).map(Number) }),
  };
}

function listOf(text: string): string[] {
  return text === NONE ? [] : text.split(',').map((part) => part.trim());
}

function settingDetails(settings: SettingsJson, t: TextsOf<typeof SETTINGS>): string {
  const { time_zone, time_zone_is_default, server_time_zone } = settings;
  return formatDetails([
    [t.zone, time_zone_is_default ? t.isServers(time_zone) : time_zone],
    [t.zoneOfServer, server_time_zone],
    [t.muted, settings.muted_notices.join(', ') || null],
    [t.forgetAfter, settings.forget_after_days === null ? null : t.days(settings.forget_after_days)],
    [t.studentPercents, settings.student_notice_percents.join(', ') || null],
  ]);
}
