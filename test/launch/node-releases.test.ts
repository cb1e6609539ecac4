import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareVersions, isPatched, NODE_RELEASES } from '../../src/launch/node-releases.js';
import { nodeWarning } from '../../src/ops/node-warning.ts';

describe('isPatched', () => {
  test.each([
    ['v24.22.1', true],
    ['24.22.1', true],
    ['v24.22.0', false],
    ['v24.9.9', false],
    ['v24.23.0', true],
    ['v22.23.4', true],
    ['v22.23.3', false],
    ['v26.12.1', true],
    ['v26.12.0', false],
    ['v26.2.10', false],
    // Lines that get no fixes any more, and those that began after the release.
    ['v20.99.99', false],
    ['v25.99.0', false],
    ['v27.0.0', true],
    ['v28.1.0', true],
    ['v24.22.1-nightly20260101', false],
    ['', false],
    ['node: bad option', false],
  ])('isPatched says of %s: %s', (version, expected) => {
    expect(isPatched(version)).toBe(expected);
  });
});

test('compareVersions orders by number, not by letter', () => {
  const ordered = ['8.0.0', '22.9.0', '22.10.0', '24.0.0', '24.0.10', '24.1.0'];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  expect(compareVersions('v24.1.0', '24.1.0')).toBe(0);
});

test('the Dockerfile is built on a Node that has the fixes', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../Dockerfile'), 'utf8');
  const bases = [...dockerfile.matchAll(/^FROM node:(\S+)-slim/gm)].map(([, version]) => version ?? '');
  expect(bases.length).toBeGreaterThan(0);
  expect(bases.filter((version) => !isPatched(version))).toEqual([]);
});

describe('nodeWarning', () => {
  test('nodeWarning says nothing of a Node that has the fixes', () => {
    expect(nodeWarning('24.22.1', 'en')).toBeNull();
    expect(nodeWarning('26.12.1', 'ko')).toBeNull();
  });

  test('nodeWarning names what runs, what it lacks and what to install, in both languages', () => {
    for (const language of ['en', 'ko'] as const) {
      const warning = nodeWarning('24.21.0', language) ?? '';
      expect(warning).toContain('Node 24.21.0');
      expect(warning).toContain(NODE_RELEASES.securityRelease);
      expect(warning).toContain(`Node ${NODE_RELEASES.fixedIn['24']} `);
    }
    expect(nodeWarning('24.21.0', 'ko')).toMatch(/설치하면/);
  });
});
