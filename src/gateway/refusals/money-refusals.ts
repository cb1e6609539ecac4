import type { BudgetSelector } from '../../ledger/budget-selectors.ts';
import type { BudgetUnit } from '../../ledger/budget-units.ts';
import type { BudgetKind, Scope } from '../../ledger/budgets.ts';
import { defineRefusal } from './refusal-row.ts';

/** Which budget is short of how much: ready to be put into a sentence. */
export interface MoneyShortage extends BudgetKind {
  readonly scope: Scope;
  /** null for a budget that others share: its amounts would show what they spend. */
  readonly own: OwnAmounts | null;
  readonly needed: string;
  /** The student's local time with its zone; null when the budget does not reset while the class lasts. */
  readonly resetsAt: string | null;
  /** The name under which the output cap is sent. */
  readonly capName: string;
  /** The images that the call asks for; 0: none. */
  readonly images: number;
  /** Whether the student may ask for more money on the own page. */
  readonly canAsk: boolean;
}

/** Of a budget of the student's own: "$0.50", "$0.50 (700원)", "200,000 tokens". */
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

const KO_UNITS = { money: '', tokens: '토큰 ', calls: '호출 ', images: '이미지 ' } as const;

function isCounted(unit: BudgetUnit): boolean {
  return unit === 'calls' || unit === 'images';
}

/** Only several images need more than one of what is counted: else a budget that refuses has none left. */
function isUsedUp({ unit, own, images }: MoneyShortage): boolean {
  return isCounted(unit) && (unit === 'calls' || images < 2 || own?.left === null);
}

function selectedNames(selector: BudgetSelector): string {
  return 'models' in selector ? selector.models.join(', ') : selector.endpoint;
}

const EN = {
  budget({ scope, period, unit, selector, own }: MoneyShortage): string {
    const what = own === null ? (unit === 'money' ? '' : ` of ${unit}`) : ` of ${own.limit}`;
    const calls = selector === null ? '' : ` for ${selectedNames(selector)}`;
    const budget = `${EN_PERIODS[period]} budget`;
    if (scope === 'student') return `your ${budget}${what}${calls}`;
    return `the ${budget}${what} of ${scope === 'class' ? 'your class' : 'this gateway'}${calls}`;
  },

  shortage(money: MoneyShortage): string {
    const { own, unit, needed, capName } = money;
    const budget = EN.budget(money);
    if (isUsedUp(money)) return `${budget} is used up.`;
    if (unit === 'images') {
      const left = own === null ? '' : ` It has ${own.left} left.`;
      return `${budget} does not cover the ${needed} of this call.${left} Lower "n".`;
    }
    const takes = unit === 'money' ? 'cost' : 'use';
    if (own === null) return `${budget} does not cover this call, which could ${takes} up to ${needed}.`;
    const fits = own.affordableCap === null ? '' : ` With ${capName} of ${own.affordableCap} or less it would fit.`;
    if (unit !== 'money') {
      return `${budget} does not cover this call. It has ${own.left ?? 'nothing'} left, and the call could use up to ${needed}.${fits}`;
    }
    if (own.hasTopUp) {
      return `${budget} and your top-ups do not cover this call. ${own.left ?? 'Nothing'} is left for one call, and it could cost up to ${needed}.${fits}`;
    }
    return `${budget} does not cover this call. ${own.left ?? 'Nothing'} is left, and the call could cost up to ${needed}.${fits}`;
  },

  /** What makes an image cheaper. */
  images({ unit, images }: MoneyShortage): string {
    if (images === 0 || isCounted(unit)) return '';
    return ` A lower "quality"${images > 1 ? ', a smaller "n"' : ''} or another "size" needs less.`;
  },

  /** Of a budget for some models. */
  others({ selector }: MoneyShortage): string {
    return selector !== null && 'models' in selector
      ? ' Calls to other models do not count in it: try another one.'
      : '';
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
  budget({ scope, period, unit, selector }: MoneyShortage): string {
    const calls = selector === null ? '' : `(${selectedNames(selector)})`;
    const budget = `${KO_PERIODS[period]} ${KO_UNITS[unit]}예산${calls}`;
    if (scope === 'student') return budget;
    return scope === 'class' ? `우리 반의 ${budget}` : `모두가 함께 쓰는 ${budget}`;
  },

  /** A limit of calls says what is counted: the name of the budget does not say it again. */
  withLimit(money: MoneyShortage): string {
    const { own, unit } = money;
    if (own === null) return KO.budget(money);
    return `${KO.budget(isCounted(unit) ? { ...money, unit: 'money' } : money)} ${own.limit}`;
  },

  shortage(money: MoneyShortage): string {
    const { own, unit, needed, capName } = money;
    if (isUsedUp(money)) return `${KO.withLimit(money)}에서 남은 것이 없습니다.`;
    if (unit === 'images') {
      const left = own === null ? '에 그만큼 남아 있지 않습니다.' : `에서 남은 것은 ${own.left}뿐입니다.`;
      return `이 호출로 그리려는 것은 ${needed}인데, ${KO.withLimit(money)}${left} "n" 값을 줄이세요.`;
    }
    const call = `이 호출에는 최대 ${needed}까지 들 수 있는데`;
    if (own === null) return `${call}, ${KO.budget(money)}에 그만큼 남아 있지 않습니다.`;
    const left = own.left === null ? `에서 남은 ${KO.rest(unit)} 없습니다.` : KO.left(own.left, own.hasTopUp);
    const fits =
      own.affordableCap === null ? '' : ` ${capName} 값을 ${own.affordableCap} 이하로 하면 보낼 수 있습니다.`;
    return `${call}, ${KO.topUps(money)}${KO.withLimit(money)}${left}${fits}`;
  },

  /** Before the name of the budget. */
  topUps({ own }: MoneyShortage): string {
    return own?.hasTopUp === true ? '추가 예산과 ' : '';
  },

  rest(unit: BudgetUnit): string {
    return unit === 'money' ? '돈이' : '양이';
  },

  left(left: string, hasTopUp: boolean): string {
    return hasTopUp ? ` 가운데 한 번에 쓸 수 있는 돈은 ${left}까지입니다.` : ` 가운데 ${left}만 남아 있습니다.`;
  },

  images({ unit, images }: MoneyShortage): string {
    if (images === 0 || isCounted(unit)) return '';
    return ` "quality" 값을 낮추거나 "size" 값을 바꾸${images > 1 ? '거나 "n" 값을 줄이' : ''}면 덜 듭니다.`;
  },

  others({ selector }: MoneyShortage): string {
    return selector !== null && 'models' in selector
      ? ' 다른 모델의 호출은 여기에 들지 않으니 다른 모델로 해 보세요.'
      : '';
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
      en: (money) =>
        `Not sent: ${EN.shortage(money)}${EN.images(money)} ${EN.reset(money, money.ownerTitle)}${EN.others(money)}`,
      ko: (money) =>
        `예산이 모자라 호출을 보내지 않았습니다. ${KO.shortage(money)}${KO.images(money)} ${KO.reset(money, money.ownerTitle)}${KO.others(money)}`,
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
        `Not sent: what is left of ${EN.budget(money)}${money.own?.hasTopUp === true ? ' and of your top-ups' : ''} is held by calls that are running now. Try again in ${HELD_RETRY_SECONDS} s.`,
      ko: (money) =>
        `호출을 보내지 않았습니다. ${KO.topUps(money)}${KO.withLimit(money)}에서 남은 ${KO.rest(money.unit)} 진행 중인 다른 호출에 묶여 있습니다. ${HELD_RETRY_SECONDS}초 뒤에 다시 시도하세요.`,
    },
  }),
};
