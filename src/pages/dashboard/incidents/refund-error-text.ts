import type { RefundProblem } from '../../../admin/incidents.ts';
import { formatUsd } from '../../../ledger/money.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { INCIDENTS } from './texts.ts';

export function refundErrorText({ language }: OwnerView, problem: RefundProblem): string {
  const { errors } = INCIDENTS[language];
  switch (problem.code) {
    case 'refund_zero':
      return errors.zero;
    case 'refund_without_call':
      return errors.withoutCall;
    case 'refund_complete':
      return errors.nothingLeft;
    case 'refund_too_large':
      return errors.tooMuch(formatUsd(problem.left));
  }
}
