import type { FastifyInstance } from 'fastify';
import { isPlainMoney } from '../../../ledger/budgets.ts';
import type { EstimatedCall } from '../../../ledger/dry-run.ts';
import type { InsufficientBudget } from '../../../ledger/holds.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { formatCount } from '../../format/format-count.ts';
import { money } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { type RouteResponse, withStatus } from '../../web/page-response.ts';
import { studentPage, studentPost } from '../../web/page-routes.ts';
import type { StudentView } from '../../web/view-context.ts';
import { budgetName, mayCall } from '../budget-status.ts';
import { ESTIMATE_PATH, estimateForms, parseEstimate, type SentEstimate } from './estimate-form.ts';
import { ESTIMATE } from './texts.ts';

/** A form sends a Hangul syllable in nine bytes. */
const MAX_FORM_BYTES = 64 * 1024;

/** What a call could cost at most, by the checks and the count of /v1/dry-run. */
export function estimateRoutes(app: FastifyInstance, site: Site): void {
  studentPage(app, site, ESTIMATE_PATH, ({ view }) => estimatePage(view, site, null, NOTHING));
  studentPost(
    app,
    site,
    ESTIMATE_PATH,
    async ({ view, form }) => {
      // As every request of the student to /v1.
      const retryAfterSeconds = await site.countStudentRequest(view.caller.student.id);
      if (retryAfterSeconds !== null) throw new PageError(429, retryAfterSeconds);
      return answer(view, site, form);
    },
    MAX_FORM_BYTES,
  );
}

async function answer(view: StudentView, site: Site, form: Form): Promise<RouteResponse> {
  const t = ESTIMATE[view.language];
  if (!mayCall(view)) return withStatus(403, estimatePage(view, site, { form, errors: {} }, notice('bad', t.notNow)));
  const asked = parseEstimate(view, form, site.policy());
  if ('errors' in asked) return withStatus(422, estimatePage(view, site, { form, errors: asked.errors }, NOTHING));
  const estimated = await site.estimateCall({ caller: view.caller, reader: view }, asked.endpoint, asked.body);
  const sent = { form, errors: {} };
  if ('refused' in estimated) {
    return estimatePage(view, site, sent, notice('near', html`${t.refused} ${estimated.refused}`));
  }
  return estimatePage(view, site, sent, result(view, estimated));
}

function estimatePage(view: StudentView, site: Site, sent: SentEstimate | null, shown: Html): Html {
  const t = ESTIMATE[view.language];
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    actions: html`<a class="button plain" href="/me">${t.back}</a>`,
    body: html`${shown}<div class="section">${estimateForms(view, site, sent)}</div>`,
  });
}

function result(view: StudentView, call: EstimatedCall): Html {
  const t = ESTIMATE[view.language];
  const tokens = (count: number) => t.tokens(formatCount(count));
  const output = call.maxTokens === null ? null : t.answers(call.answers, tokens(call.maxTokens));
  const served = call.model === call.servedModel ? null : call.servedModel;
  return html`<section class="stack" role="status"><dl class="facts"><dt>${t.atMost}</dt><dd><strong>${money(call.worstCase, view)}</strong></dd>
<dt>${t.input}</dt><dd>${tokens(call.inputTokensBound)}</dd>
${output === null ? null : html`<dt>${t.output}</dt><dd>${output}</dd>`}
${served === null ? null : html`<dt>${t.servedBy}</dt><dd>${served}</dd>`}</dl>
<p>${call.short === null ? t.fits : t.short(shortName(view, call.short))}</p><p class="hint">${t.real}</p></section>`;
}

function shortName(view: StudentView, { budget }: InsufficientBudget): string {
  return budget.scope === 'wallet' && isPlainMoney(budget)
    ? ESTIMATE[view.language].everybody
    : budgetName(view, budget);
}
