import type { Outcome } from '../../../ledger/holds.ts';
import { badge } from '../../components/badge.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import type { Html, Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';

/** Only unusual outcomes get a badge in a list. */
export function outcomeCell(view: OwnerView, outcome: Outcome): Part {
  return CHARGED_AT_COST.has(outcome) ? OUTCOMES[view.language][outcome].name : outcomeBadge(view, outcome);
}

export function outcomeBadge({ language }: OwnerView, outcome: Outcome): Html {
  const { name } = OUTCOMES[language][outcome];
  return badge(name, CHARGED_AT_COST.has(outcome) ? 'plain' : NOT_CHARGED.has(outcome) ? 'near' : 'bad');
}

const CHARGED_AT_COST: ReadonlySet<Outcome> = new Set(['ok', 'shared', 'hung_up']);
/** The owner may want to refund what is in neither set. */
const NOT_CHARGED: ReadonlySet<Outcome> = new Set(['shared_lost', 'upstream_refused', 'upstream_unreachable']);
