import type { Language } from '../../access/classes.ts';
import type { IncidentKind } from '../../ledger/holds.ts';

export interface IncidentText {
  readonly title: string;
  /** What it means for the owner's money or the class, and what to do. */
  readonly means: string;
}

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
  readonly faults: Readonly<Record<RefundFault, string>>;
  /** More was asked for than is left, here or in another window. */
  tooMuch(left: string): string;
}

export type RefundFault = 'notAnAmount' | 'zero' | 'nothingLeft';

export const INCIDENTS: Readonly<Record<Language, IncidentTexts>> = {
  en: {
    title: 'Incidents',
    lead: 'What only you can decide: charges that nobody can be sure of, and trouble with the provider.',
    kinds: {
      overrun: {
        title: 'A call cost more than was held for it',
        means:
          'All of it was charged, so the ledger is right, but a limit may have been passed. Compare the price of the model with the provider’s price list.',
      },
      uncertain: {
        title: 'Nobody can know what a call cost',
        means: 'Give back what seems right.',
      },
      no_usage: {
        title: 'The provider did not say what a call used',
        means: 'A bound that is certainly not too little was charged. Give back what seems right.',
      },
      crash: {
        title: 'jigap ended in the middle of a call',
        means:
          'All that was held for it was charged, because nobody can know what it cost. Give back what seems right.',
      },
      price_tier: {
        title: 'The provider billed a dearer service tier',
        means:
          'The call asked for the usual one. What the provider billed was charged; look at the settings of your project there.',
      },
      upstream_key_refused: {
        title: 'The provider refuses your key',
        means: 'Students’ calls fail until it works. Check OPENAI_API_KEY, and start jigap again with a good one.',
      },
      upstream_out_of_money: {
        title: 'Your account with the provider is out of money',
        means: 'Students’ calls fail, and cost nothing. Look at the billing page of the provider.',
      },
      upstream_address: {
        title: 'The address of the provider seems wrong',
        means: 'What answers there does not know these calls. Check OPENAI_BASE_URL.',
      },
      model_missing: {
        title: 'A model that you allow is not served',
        means: 'Calls for it fail. Name another model that answers for it in JIGAP_MODEL_ALIASES.',
      },
      model_retiring: {
        title: 'A model that you allow is being shut down',
        means: 'Name another model that answers for it in JIGAP_MODEL_ALIASES before calls begin to fail.',
      },
      ledger_fault: {
        title: 'The ledger contradicts itself',
        means:
          'A check found a balance that is not the sum of its records. Keep a copy of the database, run “jigap check”, and report what it says.',
      },
      bill_drift: {
        title: 'The provider’s bill and the ledger differ',
        means: 'Perhaps the key is used elsewhere too, or a price has changed. Compare the two day by day.',
      },
    },
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
    kinds: {
      overrun: {
        title: '묶어 둔 금액보다 비용이 더 들었어요',
        means:
          '든 만큼 모두 차감했으니 장부는 맞지만 한도를 넘었을 수 있어요. 모델 가격이 제공자의 가격표와 같은지 확인해 주세요.',
      },
      uncertain: {
        title: '비용을 정확히 알 수 없는 호출이에요',
        means: '알맞은 만큼 환불할 수 있어요.',
      },
      no_usage: {
        title: '제공자가 사용량을 알려 주지 않았어요',
        means: '모자라지 않게 최대로 계산한 금액을 차감했어요. 알맞은 만큼 환불할 수 있어요.',
      },
      crash: {
        title: '호출 중에 jigap이 비정상 종료됐어요',
        means: '비용을 알 수 없어 묶어 둔 금액을 모두 차감했어요. 알맞은 만큼 환불할 수 있어요.',
      },
      price_tier: {
        title: '제공자가 더 비싼 서비스 등급으로 청구했어요',
        means:
          '보통 등급으로 요청한 호출이에요. 제공자가 청구한 만큼 예산에서 차감했으니, 제공자 쪽 프로젝트 설정을 확인해 주세요.',
      },
      upstream_key_refused: {
        title: '제공자가 키를 거절했어요',
        means: '키를 고칠 때까지 학생들의 호출이 실패해요. OPENAI_API_KEY를 확인하고 jigap을 다시 시작해 주세요.',
      },
      upstream_out_of_money: {
        title: '제공자 계정의 돈이 떨어졌어요',
        means: '학생들의 호출이 실패하고, 비용은 들지 않아요. 제공자의 결제 페이지를 확인해 주세요.',
      },
      upstream_address: {
        title: '제공자 주소가 잘못된 것 같아요',
        means: '그 주소의 서버가 OpenAI 방식의 호출을 처리하지 못해요. OPENAI_BASE_URL을 확인해 주세요.',
      },
      model_missing: {
        title: '허용한 모델을 제공자가 서비스하지 않아요',
        means: '이 모델을 호출하면 실패해요. 대신 답할 모델을 JIGAP_MODEL_ALIASES에 정해 주세요.',
      },
      model_retiring: {
        title: '허용한 모델의 서비스가 종료돼요',
        means: '호출이 실패하기 전에 대신 답할 모델을 JIGAP_MODEL_ALIASES에 정해 주세요.',
      },
      ledger_fault: {
        title: '장부의 잔액과 기록이 맞지 않아요',
        means:
          '점검에서 기록의 합과 다른 잔액을 찾았어요. 데이터베이스를 복사해 두고 “jigap check”를 실행한 결과를 jigap 개발자에게 알려 주세요.',
      },
      bill_drift: {
        title: '제공자의 청구서와 장부가 달라요',
        means: '키를 다른 곳에서도 쓰고 있거나 가격이 바뀌었을 수 있어요. 날짜별로 비교해 보세요.',
      },
    },
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
