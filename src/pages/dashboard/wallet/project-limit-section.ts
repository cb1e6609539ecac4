import { type ProjectLimitFacts, projectLimitFacts } from '../../../admin/project-limit.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { badge } from '../../components/badge.ts';
import { confirm } from '../../components/confirm.ts';
import { submit, textField } from '../../components/field.ts';
import { formatMoney, money } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { problemText } from '../form-errors/form-errors.ts';
import { PROJECT_LIMIT_PATH, WALLET_PATH } from './paths.ts';
import { PROJECT_LIMIT } from './project-limit-texts.ts';

const TONES = { enough: 'good', low: 'near', missing: 'near' } as const;

/** The form as it was sent, and what is wrong with it. */
export interface RefusedProjectLimit {
  readonly typed: string;
  readonly error: string;
}

/** The last reading, beside the wallet: a page does not wait for the provider. */
export function projectLimitSection(view: OwnerView, site: Site, refused: RefusedProjectLimit | null): Html {
  const t = PROJECT_LIMIT[view.language];
  return html`<section class="stack" id="project-limit"><h2>${t.title}</h2><p>${t.lead}</p>${content(view, site, refused)}</section>`;
}

function content(view: OwnerView, { projectLimit }: Site, refused: RefusedProjectLimit | null): Html {
  const t = PROJECT_LIMIT[view.language];
  if (projectLimit === null) return html`<p class="quiet-text">${t.noKey}</p>`;
  const again = postForm(view, `${PROJECT_LIMIT_PATH}/read`, submit(t.again, 'plain'));
  const error = refused === null ? null : html`<p class="error" role="alert">${refused.error}</p>`;
  const check = projectLimit.last();
  if (check === null) return html`${error}<p class="quiet-text">${t.notRead}</p>${again}`;
  if ('unreadable' in check.reading) {
    const problem = { code: 'project_limit_unreadable', reason: check.reading.unreadable } as const;
    return html`${error}<p>${problemText(view.language, problem)}</p>${again}`;
  }
  const facts = projectLimitFacts(check);
  return facts === null ? again : html`${factList(view, facts)}${error}${setForm(view, facts, refused)}${again}`;
}

function factList(view: OwnerView, { limit, isReached, promised, state, at }: ProjectLimitFacts): Html {
  const t = PROJECT_LIMIT[view.language];
  const mark = isReached ? badge(t.reached, 'bad') : badge(t.states[state], TONES[state]);
  return html`<dl class="facts"><dt>${t.now}</dt><dd>${limit === null ? t.none : money(limit, view)} ${mark}</dd>
<dt>${t.wallet}</dt><dd>${money(promised, view)}</dd><dt>${t.read}</dt><dd>${ago(at, view)}</dd></dl>`;
}

/** The amount that is offered refuses nothing that the wallet pays. */
function setForm(view: OwnerView, { suggested }: ProjectLimitFacts, refused: RefusedProjectLimit | null): Html {
  const t = PROJECT_LIMIT[view.language];
  const fields = textField({
    ...{ name: 'limit', label: t.amount, unit: 'USD', inputmode: 'decimal', isRequired: true, maxLength: 20 },
    value: refused?.typed ?? formatUsd(suggested),
  });
  const { open, consequence, act } = t;
  return confirm(view, { open, consequence, act, fields, action: PROJECT_LIMIT_PATH, look: 'primary' });
}

/** One line for the overview; nothing without an admin key, or before the first reading. */
export function projectLimitLine(view: OwnerView, { projectLimit }: Site): Html | null {
  const check = projectLimit?.last() ?? null;
  if (check === null) return null;
  const t = PROJECT_LIMIT[view.language];
  const facts = projectLimitFacts(check);
  if (facts === null) return html`<p class="hint"><a href="${WALLET_PATH}#project-limit">${t.unknownLine}</a></p>`;
  const { limit, isReached, state } = facts;
  const text = limit === null ? t.noLine : t.line(formatMoney(limit, view));
  const mark = isReached ? badge(t.reached, 'bad') : state === 'low' ? badge(t.states.low, 'near') : null;
  return html`<p class="hint"><a href="${WALLET_PATH}#project-limit">${text}</a> ${mark}</p>`;
}
