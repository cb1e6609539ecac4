import { effectiveCallLimits, NO_CALL_LIMITS } from '../../access/call-limits.ts';
import { defineReaderTexts } from '../../language/reader-texts.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html, NOTHING } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';

const CALL_RULES = defineReaderTexts({
  en: (ownerTitle: string) => ({
    instructions: 'Instructions of the class',
    lead: `These words of ${ownerTitle} are put before each chat and response of yours. They count as input tokens.`,
    mine: (perMinute: number, atOnce: number) =>
      `You may send ${perMinute} requests a minute and run ${atOnce} at once.`,
    perMinute: (count: number) => `Your whole class may send ${count} a minute.`,
    atOnce: (count: number) => `Your whole class may run ${count} at once.`,
  }),
  ko: (ownerTitle) => ({
    instructions: '우리 반의 지침',
    lead: `모델과 대화할 때마다(chat, responses) ${ownerTitle}께서 적으신 이 글이 맨 앞에 붙고, 입력 토큰으로 계산돼요.`,
    mine: (perMinute, atOnce) => `1분에 ${perMinute}번까지 요청하고, 동시에 ${atOnce}개까지 호출할 수 있어요.`,
    perMinute: (count) => `반 전체로는 1분에 ${count}번까지예요.`,
    atOnce: (count) => `반 전체로는 동시에 ${count}개까지예요.`,
  }),
});

/** What is sent in the student's name, in the owner's words. */
export function classInstructions(view: StudentView): Html {
  const t = CALL_RULES(view);
  const instructions = view.caller.schoolClass?.instructions ?? null;
  if (instructions === null) return NOTHING;
  return html`<section class="section stack"><h2>${t.instructions}</h2><p class="quiet-text">${t.lead}</p><p class="class-rules">${instructions}</p></section>`;
}

/** How often the student may call, in one line. */
export function callLimitsLine(view: StudentView, { limits: server }: Site): Html {
  const t = CALL_RULES(view);
  const limits = effectiveCallLimits(view.caller.schoolClass ?? NO_CALL_LIMITS, server);
  const sentences = [
    t.mine(limits.studentRequestsPerMinute, limits.studentCallsInFlight),
    ...(limits.requestsPerMinute === null ? [] : [t.perMinute(limits.requestsPerMinute)]),
    ...(limits.callsInFlight === null ? [] : [t.atOnce(limits.callsInFlight)]),
  ];
  return html`<p class="quiet-text">${sentences.join(' ')}</p>`;
}
