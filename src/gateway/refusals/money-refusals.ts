import type { Scope } from '../../ledger/budgets.ts';
import type { Period } from '../../ledger/periods.ts';
import { defineRefusal } from './refusal-row.ts';

/** Which budget is short of how much: ready to be put into a sentence. */
export interface MoneyShortage {
  readonly scope: Scope;
  readonly period: Period;
  /** null for a budget that others share: its amounts would show what they spend. */
  readonly own: OwnAmounts | null;
  readonly needed: string;
  /** The student's local time with its zone; null when the budget does not reset while the class lasts. */
  readonly resetsAt: string | null;
  /** The name under which the output cap is sent. */
  readonly capName: string;
  /** Whether the student may ask for more on the own page. */
  readonly canAsk: boolean;
}

/** Of a budget of the student's own: "$0.50", "$0.50 (700원)". */
export interface OwnAmounts {
  readonly limit: string;
  /** A top-up of the student's is in effect: `left` is what the best of them and the budget has for one call. */
  readonly hasTopUp: boolean;
  /** null: nothing. */
  readonly left: string | null;
  /** The max_tokens that the budget affords now; null when that is too little to make sense. */
  readonly affordableCap: number | null;
}

/** Calls in flight settle within seconds: long enough for one of them, short enough to wait. */
const HELD_RETRY_SECONDS = 2;

const EN_PERIODS = { day: 'daily', week: 'weekly', month: 'monthly', term: 'term', total: 'total' } as const;
const KO_PERIODS = { day: '오늘', week: '이번 주', month: '이번 달', term: '이번 학기', total: '전체 기간' } as const;

const EN = {
  budget({ scope, period }: MoneyShortage): string {
    if (scope === 'student') return `your ${EN_PERIODS[period]} budget`;
    return scope === 'class'
      ? `the ${EN_PERIODS[period]} budget of your class`
      : `the ${EN_PERIODS[period]} budget of this gateway`;
  },

  shortage(money: MoneyShortage): string {
    const { own, needed, capName } = money;
    if (own === null) return `${EN.budget(money)} does not cover this call, which could cost up to ${needed}.`;
    const fits = own.affordableCap === null ? '' : ` With ${capName} of ${own.affordableCap} or less it would fit.`;
    const budget = `${EN.budget(money)} of ${own.limit}`;
    if (own.hasTopUp) {
      return `${budget} and your top-ups do not cover this call. ${own.left ?? 'Nothing'} is left for one call, and it could cost up to ${needed}.${fits}`;
    }
    return `${budget} does not cover this call. ${own.left ?? 'Nothing'} is left, and the call could cost up to ${needed}.${fits}`;
  },

  reset({ resetsAt, canAsk }: MoneyShortage, ownerTitle: string): string {
    const where = canAsk ? ' on your page (the base_url with /me in place of /v1)' : '';
    return resetsAt === null
      ? `It does not reset: ask ${ownerTitle} for more${where}.`
      : `It resets on ${resetsAt}; if you cannot wait, ask ${ownerTitle} for more${where}.`;
  },
};

/** No amount stands before a particle that changes with the sound before it: won may or may not follow the dollars. */
const KO = {
  budget({ scope, period }: MoneyShortage): string {
    if (scope === 'student') return `${KO_PERIODS[period]} 예산`;
    return scope === 'class' ? `우리 반의 ${KO_PERIODS[period]} 예산` : `모두가 함께 쓰는 ${KO_PERIODS[period]} 예산`;
  },

  shortage(money: MoneyShortage): string {
    const { own, needed, capName } = money;
    const call = `이 호출에는 최대 ${needed}까지 들 수 있는데`;
    if (own === null) return `${call}, ${KO.budget(money)}에 그만큼 남아 있지 않습니다.`;
    const left = own.left === null ? '에서 남은 돈이 없습니다.' : KO.left(own.left, own.hasTopUp);
    const fits =
      own.affordableCap === null ? '' : ` ${capName} 값을 ${own.affordableCap} 이하로 하면 보낼 수 있습니다.`;
    return `${call}, ${KO.topUps(money)}${KO.budget(money)} ${own.limit}${left}${fits}`;
  },

  /** Before the name of the budget. */
  topUps({ own }: MoneyShortage): string {
    return own?.hasTopUp === true ? '추가 예산과 ' : '';
  },

  left(left: string, hasTopUp: boolean): string {
    return hasTopUp ? ` 가운데 한 번에 쓸 수 있는 돈은 ${left}까지입니다.` : ` 가운데 ${left}만 남아 있습니다.`;
  },

  reset({ resetsAt, canAsk }: MoneyShortage, ownerTitle: string): string {
    const act = canAsk
      ? `내 지갑 페이지(base_url에서 /v1 대신 /me)에서 ${ownerTitle}께 더 요청하세요.`
      : `${ownerTitle}께 말씀드리세요.`;
    return resetsAt === null
      ? `저절로 다시 채워지지 않으니 ${act}`
      : `${resetsAt}에 다시 채워집니다. 기다리기 어려우면 ${act}`;
  },
};

/** A budget does not cover the call. */
export const MONEY_REFUSALS = {
  moneySpent: defineRefusal<MoneyShortage>({
    status: 402,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    shouldRetry: false,
    texts: {
      en: (money) => `Not sent: ${EN.shortage(money)} ${EN.reset(money, money.ownerTitle)}`,
      ko: (money) =>
        `예산이 모자라 호출을 보내지 않았습니다. ${KO.shortage(money)} ${KO.reset(money, money.ownerTitle)}`,
    },
  }),
  moneyHeld: defineRefusal<MoneyShortage>({
    status: 429,
    type: 'requests',
    code: 'budget_held',
    shouldRetry: true,
    retryAfter: HELD_RETRY_SECONDS,
    texts: {
      en: (money) =>
        `Not sent: what is left of ${EN.budget(money)}${money.own === null ? '' : ` of ${money.own.limit}`}${money.own?.hasTopUp === true ? ' and of your top-ups' : ''} is held by calls that are running now. Try again in ${HELD_RETRY_SECONDS} s.`,
      ko: (money) =>
        `호출을 보내지 않았습니다. ${KO.topUps(money)}${KO.budget(money)}${money.own === null ? '' : ` ${money.own.limit}`}에서 남은 돈이 진행 중인 다른 호출에 묶여 있습니다. ${HELD_RETRY_SECONDS}초 뒤에 다시 시도하세요.`,
    },
  }),
};
