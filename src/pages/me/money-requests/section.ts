import {
  type AskingBlock,
  MAX_REASON_CHARACTERS,
  type MoneyRequest,
  maxAskable,
  whyNotAsk,
} from '../../../access/money-requests.ts';
import { submit, textArea, textField } from '../../components/field.ts';
import { notice } from '../../components/notice.ts';
import { formatMoney } from '../../format/format-money.ts';
import { formatTime, formatUntil } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { StudentView } from '../../web/view-context.ts';
import { ASK_ID, ASK_PATH } from './paths.ts';
import { MONEY_REQUESTS } from './texts.ts';

/** A request that was refused, as it was typed. */
export interface RefusedAsk {
  readonly amount: string;
  readonly reason: string;
  /** By the name of the field. */
  readonly errors: Readonly<Record<string, string>>;
  /** Nothing is wrong with what was typed: it cannot be sent now. */
  readonly isTooSoon: boolean;
}

/** What was asked and answered lately, and the form for more; null where there is nothing to say. */
export async function moneyRequestsSection(
  view: StudentView,
  { store }: Site,
  refused: RefusedAsk | null,
): Promise<Html | null> {
  const t = MONEY_REQUESTS(view);
  const { caller, now } = view;
  const requests = await store.moneyRequests.listOf(caller.student.id, now);
  const block = whyNotAsk(caller, requests, now);
  const isRefused = refused?.isTooSoon === true;
  if (requests.length === 0 && block !== null && !isRefused) return null;
  return html`<section class="section stack" id="${ASK_ID}"><h2>${t.title}</h2>
${isRefused ? notice('bad', block?.why === 'off' ? t.off : t.refused) : null}
${requests.map((request) => requestItem(view, request))}
${block === null ? askForm(view, refused) : nextTime(view, block)}</section>`;
}

function requestItem(view: StudentView, { amount, reason, createdAt, answer }: MoneyRequest): Html {
  const t = MONEY_REQUESTS(view);
  const asked = formatMoney(amount, view);
  const [look, text] =
    answer === null
      ? ['near', t.waiting(asked, formatTime(createdAt, view, 'moment'))]
      : answer.topUp === null
        ? ['bad', t.declined(asked)]
        : ['good', t.granted(formatMoney(answer.topUp.amount, view), formatUntil(answer.topUp.endsAt, view))];
  const word = answer?.word ?? null;
  return html`<div class="notice ${look}"><p>${text}</p><dl class="facts"><dt>${t.yourReason}</dt><dd class="words">${reason}</dd>${
    word === null ? null : html`<dt>${t.word}</dt><dd class="words">${word}</dd>`
  }</dl></div>`;
}

function nextTime(view: StudentView, block: AskingBlock): Html | null {
  if (!('nextAt' in block)) return null;
  const t = MONEY_REQUESTS(view);
  // When an open request lapses is of no use to somebody who waits for the answer.
  const next = block.why === 'open' ? null : ` ${t.next(formatTime(block.nextAt, view, 'moment'))}`;
  return html`<p class="hint">${t.nextAfter[block.why]}${next}</p>`;
}

function askForm(view: StudentView, refused: RefusedAsk | null): Html {
  const t = MONEY_REQUESTS(view);
  const max = maxAskable(view.caller.rules.filter(({ scope }) => scope === 'student'));
  const errors = refused?.errors ?? {};
  const fields = html`${textField({
    ...{ name: 'amount', label: t.amount, hint: t.amountHint(formatMoney(max, view)), unit: 'USD' },
    ...{ inputmode: 'decimal', isRequired: true, maxLength: 20 },
    value: refused?.amount,
    error: errors.amount,
  })}${textArea({
    ...{ name: 'reason', label: t.reason, hint: t.reasonHint(MAX_REASON_CHARACTERS), rows: 3 },
    maxLength: MAX_REASON_CHARACTERS,
    value: refused?.reason,
    error: errors.reason,
  })}${submit(t.send)}`;
  return html`<p>${t.lead}</p><details class="opens" ${attribute('open', refused !== null)}><summary class="button plain">${t.open}</summary>
<div class="opened">${postForm(view, ASK_PATH, fields, 'stack')}</div></details>`;
}
