import { describe, expect, test } from 'vitest';
import models from '../../config/models.json' with { type: 'json' };
import type { ServedModel } from '../../src/access/model-policy.ts';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { LOST } from '../../src/gateway/answers/exchange-result.ts';
import { Attempts, isUnanswered } from '../../src/gateway/attempts.ts';
import { Refusal, type RefusalName } from '../../src/gateway/refusals/refusal.ts';
import { parseCatalogue } from '../../src/ledger/catalogue.ts';

const CATALOGUE = parseCatalogue(models, ENDPOINTS);
const [ONE, TWO, THREE] = ['gpt-3.5-turbo', 'gpt-6-luna', 'gpt-6-sol'].map(modelNamed) as [
  ServedModel,
  ServedModel,
  ServedModel,
];
const ALL = [ONE, TWO, THREE];
const FOREVER = Number.POSITIVE_INFINITY;

function modelNamed(id: string): ServedModel {
  const model = CATALOGUE.get(id);
  if (model === undefined) throw new Error(`the catalogue has no ${id}`);
  return { requested: 'gpt-3.5-turbo', served: id, model };
}

function refusal(name: RefusalName): Refusal {
  return new Refusal(name, name);
}

/** The refusal that the student gets when the models refuse so, one after another. */
function shownAfter(...names: RefusalName[]): string {
  const attempts = new Attempts(FOREVER);
  try {
    for (const name of names) {
      attempts.next(ALL.slice(0, names.length));
      attempts.fail(refusal(name));
    }
    attempts.next(ALL.slice(0, names.length));
  } catch (error) {
    return error instanceof Refusal ? error.refusal : String(error);
  }
  return 'none';
}

describe('which model is tried next', () => {
  test('is the first that was not tried, in order, each once', () => {
    const attempts = new Attempts(FOREVER);
    expect(attempts.next(ALL)).toBe(ONE);
    attempts.fail(refusal('moneySpent'));
    expect(attempts.next(ALL)).toBe(TWO);
    attempts.fail(refusal('upstreamUnreachable'));
    expect(attempts.next(ALL)).toBe(THREE);
    attempts.fail(refusal('upstreamKey'));
    expect(() => attempts.next(ALL)).toThrow('moneySpent');
  });

  test('follows the rules of the moment: a model that was taken away is not tried', () => {
    const attempts = new Attempts(FOREVER);
    attempts.next(ALL);
    attempts.fail(refusal('moneySpent'));
    expect(attempts.next([ONE, THREE])).toBe(THREE);
  });

  test('is none once the time of the call is over', () => {
    const attempts = new Attempts(performance.now() - 1);
    attempts.next(ALL);
    attempts.fail(refusal('upstreamBusy'));
    expect(() => attempts.next(ALL)).toThrow('upstreamBusy');
  });

  test.each([
    ...['moneySpent', 'upstreamUnreachable', 'upstreamFailed', 'upstreamKey', 'upstreamAddress'],
    ...['upstreamOutOfMoney', 'upstreamModel', 'upstreamBusy', 'upstreamFlexFull'],
  ] as RefusalName[])('is the second after %s of the first', (name) => {
    const attempts = new Attempts(FOREVER);
    attempts.next(ALL);
    attempts.fail(refusal(name));
    expect(attempts.next(ALL)).toBe(TWO);
  });

  test.each([
    ...['moneyHeld', 'ledgerFailed', 'upstreamRefused', 'upstreamTooLong', 'upstreamUnsupported'],
    ...['parameterModelLacks', 'parameterWrong', 'upstreamDied', 'upstreamTimeout', 'interrupted', 'internal'],
  ] as RefusalName[])('is none after %s of the first', (name) => {
    expect(shownAfter(name, 'moneySpent')).toBe(name);
  });
});

describe('what the student is told when no model answers', () => {
  test('is the refusal of the first, not of what only follows', () => {
    expect(shownAfter('upstreamUnreachable', 'moneySpent')).toBe('upstreamUnreachable');
    expect(shownAfter('upstreamKey', 'upstreamRefused', 'upstreamBusy')).toBe('upstreamKey');
    expect(shownAfter('moneySpent', 'parameterModelLacks', 'upstreamUnreachable')).toBe('moneySpent');
  });

  test('is that a later model soon has room, where the money is spent', () => {
    expect(shownAfter('moneySpent', 'upstreamUnreachable', 'upstreamBusy')).toBe('upstreamBusy');
  });
});

describe('a call whose provider did nothing', () => {
  const none = {
    status: null,
    headers: null,
    text: '',
    json: undefined,
    relayed: false,
    block: null,
    firstByteAt: null,
    isMidEvent: false,
  };
  const result = { ...none, exit: { kind: 'unreachable' }, hungUp: false, streaming: false, isPassing: false } as const;

  test('is unanswered when it was not sent, or refused', () => {
    expect(isUnanswered(result)).toBe(true);
    expect(isUnanswered({ ...result, exit: { kind: 'refused' } })).toBe(true);
  });

  test('is answered once a byte went out, its student left, or it may have cost something', () => {
    expect(isUnanswered({ ...result, streaming: true })).toBe(false);
    expect(isUnanswered({ ...result, isPassing: true })).toBe(false);
    expect(isUnanswered({ ...result, hungUp: true })).toBe(false);
    expect(isUnanswered({ ...result, exit: LOST })).toBe(false);
  });
});
