import { describe, expect, test } from 'vitest';
import { findWorkflowErrors, listActions, parseYaml } from './workflow-rules.ts';

const HASH = '0123456789abcdef0123456789abcdef01234567';
const GOOD = `
on: push
permissions:
  contents: read
concurrency:
  group: ci
jobs:
  check:
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@${HASH} # v1.2.3
        with:
          persist-credentials: false
      - run: bash .ci/run
  called:
    uses: ./.github/workflows/ci.yml
`;

describe('findWorkflowErrors', () => {
  test('accepts a workflow that keeps every rule', () => {
    expect(findWorkflowErrors(GOOD)).toEqual([]);
  });

  const PIN = `actions/checkout@${HASH}`;
  test.each([
    ['a tag', `@${HASH}`, '@v1.2.3', 'uses actions/checkout@v1.2.3, which is not pinned by a full hash'],
    ['a short hash', HASH, HASH.slice(0, 39), 'is not pinned by a full hash'],
    ['a quoted action', PIN, `'actions/checkout@v1'`, 'is not pinned by a full hash'],
    ['an image', PIN, 'docker://alpine:3', 'uses docker://alpine:3, which is not pinned'],
    ['a workflow of another repository', './.github/workflows/ci.yml', 'a/b/.github/ci.yml@main', 'not pinned'],
    ['a path that leaves the folder', './.github/workflows/ci.yml', './../ci.yml', 'not pinned'],
    ['a pin without a version', ' # v1.2.3', '', 'without its version in a comment'],
    ['a pin with half a version', ' # v1.2.3', ' # v1', 'without its version in a comment'],
    ['default permissions', 'permissions:\n  contents: read\n', '', 'does not limit all jobs'],
    ['all permissions', 'permissions:\n  contents: read', 'permissions: write-all', 'does not limit all jobs'],
    ['a permission to write for all jobs', 'contents: read', 'contents: write', 'does not limit all jobs'],
    ['no concurrency', 'concurrency:\n  group: ci\n', '', 'has no concurrency'],
    ['no timeout', '    timeout-minutes: 10\n', '', 'job check has no timeout'],
    [
      'a job with every permission',
      'timeout-minutes: 10',
      'timeout-minutes: 10\n    permissions: write-all',
      'does not name',
    ],
    ['a token in the checkout', 'persist-credentials: false', 'fetch-depth: 0', 'job check leaves its token'],
    [
      'an expression in a script',
      'bash .ci/run',
      `echo ${'$'}{{ github.head_ref }}`,
      'puts an expression into a script',
    ],
    ['no jobs', 'jobs:', 'work:', 'has no jobs'],
  ])('rejects %s', (_what, from, to, error) => {
    expect(GOOD).toContain(from);
    expect(findWorkflowErrors(GOOD.replace(from, () => to))).toEqual([expect.stringContaining(error)]);
  });
});

test('listActions lists the actions of steps and the workflows of jobs', () => {
  expect(listActions(GOOD)).toEqual([`actions/checkout@${HASH}`, './.github/workflows/ci.yml']);
});

test.each(['a: [', 'a: 1\na: 2', 'a: !secret x'])('parseYaml rejects %j', (text) => {
  expect(() => parseYaml(text)).toThrow();
});
