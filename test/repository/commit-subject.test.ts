import { describe, expect, test } from 'vitest';
import { findSubjectErrors, MAX_SUBJECT_LENGTH } from './commit-subject.ts';

describe('findSubjectErrors', () => {
  test.each([
    'fix(ledger): settle a hang-up at its real cost',
    'perf(upstream): scan SSE fields once per line',
    'test: share what two files wrote twice',
    'docs(decisions): SSE lines are scanned once',
    'refactor(store-sqlite): use one statement',
    'feat(pages): process embeds, address by address',
    `fix(gateway): ${'가'.repeat(MAX_SUBJECT_LENGTH - 'fix(gateway): '.length)}`,
    'build(deps-dev): bump @fastify/type-provider-typebox from 6.3.0 to 6.4.0 in /test/system/clients/node',
  ])('accepts "%s"', (subject) => {
    expect(findSubjectErrors(subject)).toEqual([]);
  });

  const LONG = `fix(gateway): ${'x'.repeat(59)}`;
  test.each([
    ['Fix the ledger', 'is not "type(scope): summary" with a known type'],
    ['feature(ledger): settle', 'is not "type(scope): summary" with a known type'],
    ['fix(Ledger): settle', 'is not "type(scope): summary" with a known type'],
    ['fix (ledger): settle', 'is not "type(scope): summary" with a known type'],
    ['fix(ledger):settle', 'is not "type(scope): summary" with a known type'],
    ['fix(ledger): ', 'is not "type(scope): summary" with a known type'],
    ['fix(ledger)!: settle', 'is not "type(scope): summary" with a known type'],
    ['fix(ledger): Settle a hang-up', 'starts its summary with a capital letter'],
    ['fix(ledger): settle a hang-up.', 'ends with a full stop'],
    ['fix(ledger):  settle a hang-up', 'has spaces around its summary'],
    ['fix(ledger): fixed a hang-up', 'is not imperative: write "add", not "added" or "adds"'],
    ['feat(pages): adds a chart', 'is not imperative: write "add", not "added" or "adds"'],
    ['feat(pages): adding a chart', 'is not imperative: write "add", not "added" or "adds"'],
    ['feat(pages): fixes a chart', 'is not imperative: write "add", not "added" or "adds"'],
    [LONG, 'has 73 characters, more than 72'],
  ])('rejects "%s", because it %s', (subject, error) => {
    expect(findSubjectErrors(subject)).toEqual([error]);
  });
});
