import Type, { type Static } from 'typebox';
import { setForgetAfterDays } from '../admin/forgetting.ts';
import { MAX_FORGET_DAYS } from '../admin/forgetting-rules.ts';
import { changeNoticeChoice } from '../admin/notices/notices.ts';
import { THRESHOLDS } from '../ledger/budget-crossings.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { NoticeKindField } from './notice-json.ts';
import { CLOSED, ERROR_ANSWERS, orNull } from './schemas.ts';

const SettingsAnswer = Type.Object(
  {
    time_zone: Type.String({ description: 'IANA name: where the days of your reports begin.' }),
    time_zone_is_default: Type.Boolean({ description: 'None is set, so it is that of the server.' }),
    server_time_zone: Type.String({ description: 'JIGAP_TIME_ZONE: cuts the budgets outside classes.' }),
    muted_notices: Type.Array(NoticeKindField, { description: 'Kinds of notices that you do not want.' }),
    student_notice_percents: Type.Array(Type.Enum([...THRESHOLDS]), {
      description: 'At how much of a budget of a student you are told. Students see all of theirs.',
    }),
    forget_after_days: orNull(
      Type.Integer({ description: 'So many days after they left, the names of students are forgotten. null: never.' }),
    ),
  },
  { ...CLOSED, description: 'What the owner sets while the server runs.' },
);
export type SettingsJson = Static<typeof SettingsAnswer>;

const SettingsBody = Type.Object(
  {
    time_zone: Type.Optional(orNull(Type.String({ description: 'IANA name; null: that of the server.' }))),
    muted_notices: Type.Optional(Type.Array(NoticeKindField, { uniqueItems: true })),
    forget_after_days: Type.Optional(
      orNull(
        Type.Integer({
          description: `1 to ${MAX_FORGET_DAYS} days; null: never. Nobody is forgotten within a day of it.`,
        }),
      ),
    ),
    student_notice_percents: Type.Optional(Type.Array(Type.Enum([...THRESHOLDS]), { uniqueItems: true })),
  },
  CLOSED,
);

export function settingsRoutes(app: ApiApp, deps: ApiDeps): void {
  const { ownerTimeZone } = deps;
  const answer = async (): Promise<SettingsJson> => {
    const { muted, studentThresholds } = await deps.store.notices.noticeChoice();
    return {
      time_zone: ownerTimeZone.current,
      time_zone_is_default: ownerTimeZone.chosen === null,
      server_time_zone: deps.timeZone,
      muted_notices: muted as SettingsJson['muted_notices'],
      student_notice_percents: [...studentThresholds],
      forget_after_days: (await deps.store.forgetting.rule()).afterDays,
    };
  };
  app.get(
    '/settings',
    {
      schema: {
        tags: ['settings'],
        summary: 'Read the settings that can be changed while the server runs',
        response: { 200: SettingsAnswer, ...ERROR_ANSWERS },
      },
    },
    async () => answer(),
  );
  app.patch(
    '/settings',
    {
      schema: {
        tags: ['settings'],
        summary: 'Change them',
        description: 'The time zone is that of your reports. It cuts no budget.',
        body: SettingsBody,
        response: { 200: SettingsAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { time_zone, muted_notices: muted, student_notice_percents: studentThresholds } = request.body;
      const { forget_after_days: forgetDays } = request.body;
      if (forgetDays !== undefined) await setForgetAfterDays(forgetDays, actorOf(request), deps);
      if (time_zone !== undefined) await ownerTimeZone.change(time_zone, actorOf(request));
      if (muted !== undefined || studentThresholds !== undefined) {
        const edits = { ...(muted && { muted }), ...(studentThresholds && { studentThresholds }) };
        await changeNoticeChoice(edits, actorOf(request), deps);
      }
      return answer();
    },
  );
}
