import type { Language } from '../../../access/classes.ts';
import type { IncidentKind } from '../../../ledger/holds.ts';
import { INCIDENT_KINDS, type IncidentText } from './kind-texts.ts';

export interface IncidentTexts {
  readonly title: string;
  readonly lead: string;
  readonly kinds: Readonly<Record<IncidentKind, IncidentText>>;
  readonly open: string;
  readonly closed: string;
  readonly states: string;
  readonly all: string;
  readonly noneOpen: string;
  readonly noneClosed: string;
  readonly noneAtAll: string;
  readonly moreClosed: string;
  readonly moreOpen: string;
  readonly student: string;
  readonly call: string;
  readonly model: string;
  readonly charged: string;
  readonly refunded: string;
  readonly happened: string;
  readonly decided: string;
  readonly detail: string;
  readonly decide: string;
  readonly look: string;
  readonly back: string;

  readonly refundTitle: string;
  /** @param left what can still be given back */
  refundWhat(name: string, left: string): string;
  readonly refundBill: string;
  readonly amount: string;
  readonly amountHint: string;
  readonly refund: string;
  readonly closeTitle: string;
  readonly closeCall: string;
  readonly closeHouse: string;
  readonly close: string;
  readonly faults: Readonly<Record<RefundError, string>>;
  /** More was asked for than is left, here or in another window. */
  tooMuch(left: string): string;
}

export type RefundError = 'notAnAmount' | 'zero' | 'nothingLeft';

export const INCIDENTS: Readonly<Record<Language, IncidentTexts>> = {
  en: {
    title: 'Incidents',
    lead: 'What only you can decide: charges that nobody can be sure of, and trouble with the provider.',
    kinds: INCIDENT_KINDS.en,
    open: 'Open',
    closed: 'Closed',
    states: 'Which incidents',
    all: 'All',
    noneOpen: 'Nothing needs a decision.',
    noneClosed: 'Nothing has been decided yet.',
    noneAtAll: 'Nothing has gone wrong so far. When a call ends in a way that nobody can be sure of, you decide here.',
    moreClosed: 'All closed incidents',
    moreOpen: 'All open incidents',
    student: 'Student',
    call: 'Call',
    model: 'Model',
    charged: 'Charged',
    refunded: 'Given back',
    happened: 'Happened',
    decided: 'Closed',
    detail: 'In the log',
    decide: 'Decide',
    look: 'Look',
    back: 'All incidents',

    refundTitle: 'Give money back',
    refundWhat: (name, left) =>
      `Up to ${left} can go back to the budgets of ${name}, of the class and of the wallet, as if the call had cost so much less. This cannot be undone.`,
    refundBill: 'The provider’s bill stays what it is.',
    amount: 'Amount',
    amountHint: 'All of it, or a part. Up to nine decimal places.',
    refund: 'Give back and close',
    closeTitle: 'Give nothing back',
    closeCall: 'The charge stays. Should you think differently later, money can still be given back here.',
    closeHouse: 'Close it when it is dealt with. Should it happen again, it is raised again.',
    close: 'Close',
    faults: {
      notAnAmount: 'Write an amount in USD with at most nine decimal places, such as 0.0125.',
      zero: 'To give nothing back, close the incident instead.',
      nothingLeft: 'All of this charge has been given back already.',
    },
    tooMuch: (left) => `At most $${left} of this charge can be given back.`,
  },
  ko: {
    title: '확인할 일',
    lead: '직접 결정해야 하는 일이에요. 비용이 확실하지 않은 호출과 제공자 쪽 문제를 모아 두었어요.',
    kinds: INCIDENT_KINDS.ko,
    open: '처리 전',
    closed: '처리 완료',
    states: '상태',
    all: '모두',
    noneOpen: '지금은 결정할 것이 없어요.',
    noneClosed: '아직 처리한 일이 없어요.',
    noneAtAll: '아직 아무 문제도 없었어요. 비용을 확신할 수 없는 호출이 생기면 여기에서 결정하게 돼요.',
    moreClosed: '처리된 일 모두 보기',
    moreOpen: '처리 전인 일 모두 보기',
    student: '학생',
    call: '호출',
    model: '모델',
    charged: '차감한 돈',
    refunded: '환불한 돈',
    happened: '일어난 때',
    decided: '처리한 때',
    detail: '로그 내용',
    decide: '결정하기',
    look: '보기',
    back: '모두 보기',

    refundTitle: '환불하기',
    refundWhat: (name, left) =>
      `${name} 학생과 반, 지갑의 예산으로 ${left}까지 환불할 수 있어요. 호출 비용이 그만큼 덜 든 것으로 계산돼요. 환불은 되돌릴 수 없어요.`,
    refundBill: '제공자의 청구 금액은 달라지지 않아요.',
    amount: '금액',
    amountHint: '전부 또는 일부만 환불할 수 있어요. 소수점 아래 아홉 자리까지 돼요.',
    refund: '환불하고 처리 완료',
    closeTitle: '환불하지 않기',
    closeCall: '차감한 금액은 그대로 둬요. 나중에 마음이 바뀌면 여기에서 환불할 수 있어요.',
    closeHouse: '해결했으면 처리 완료를 눌러 주세요. 다시 일어나면 다시 알려 드려요.',
    close: '처리 완료',
    faults: {
      notAnAmount: '0.0125처럼 소수점 아래 아홉 자리까지의 달러 금액을 적어 주세요.',
      zero: '환불하지 않으려면 아래에서 처리 완료만 눌러 주세요.',
      nothingLeft: '이 금액은 이미 모두 환불했어요.',
    },
    tooMuch: (left) => `$${left}까지 환불할 수 있어요.`,
  },
};
