import { defineTexts } from '../../../language/texts.ts';

/** The part of AUDIT about budgets, top-ups and requests for more money. */
export const MONEY_AUDIT = defineTexts({
  en: {
    actions: {
      'budget.set': 'Budget set',
      'budget.delete': 'Budget removed',
      'top-up.create': 'Top-up granted',
      'top-up.withdraw': 'Top-up withdrawn',
      'money-request.ask': 'Asked for more money',
      'money-request.grant': 'Money request granted',
      'money-request.decline': 'Money request declined',
    },
    fields: {
      period: 'Period',
      limit: 'Limit',
      carryOver: 'What is left is carried over',
      amount: 'Amount',
      startsAt: 'From',
      endsAt: 'Until',
      reason: 'Note to the student',
      withdrawnAt: 'Withdrawn',
      charged: 'Charged',
      refunded: 'Refunded',
      granted: 'Granted',
      request: 'Request number',
      topUp: 'Top-up number',
      takesMoneyRequests: 'Students may ask for more',
    },
  },
  ko: {
    actions: {
      'budget.set': '예산 설정',
      'budget.delete': '예산 삭제',
      'top-up.create': '추가 예산 지급',
      'top-up.withdraw': '추가 예산 회수',
      'money-request.ask': '예산 요청',
      'money-request.grant': '예산 요청 승인',
      'money-request.decline': '예산 요청 거절',
    },
    fields: {
      period: '기간',
      limit: '한도',
      carryOver: '남은 돈 이월',
      amount: '금액',
      startsAt: '시작',
      endsAt: '끝',
      reason: '학생에게 전하는 말',
      withdrawnAt: '회수',
      charged: '차감한 돈',
      refunded: '환불한 돈',
      granted: '준 금액',
      request: '요청 번호',
      topUp: '추가 예산 번호',
      takesMoneyRequests: '예산 요청 받기',
    },
  },
});
