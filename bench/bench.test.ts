import { describe, expect, test } from 'vitest';
import type { CaseResult, Window } from './case-result.ts';
import { type Goal, judge, ratio, unmeasured } from './goals.ts';
import { GOALS } from './issue-goals.ts';
import { performancePage } from './performance-page.ts';
import { prompt, promptWithImage } from './prompts.ts';
import { ResponseReader } from './response-reader.ts';
import type { BenchResult } from './result.ts';
import { median, percentile } from './statistics.ts';
import { CHUNK_BYTES, JSON_ANSWER, JSON_BYTES, LARGE_BYTES, largeAnswer, STREAM_CHUNK } from './upstream-script.ts';

describe('statistics', () => {
  test('percentile returns a measured value, in any order of the values', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  test('median returns the mean of the two values in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('judge', () => {
  const goal: Goal = { figure: 'CPU', unit: 'x', reach: 2.2, stretch: 1.6, value: () => 0 };
  const rate = (value: number, more: Partial<Goal> = {}) =>
    judge([{ ...goal, ...more, value: () => value }], new Map())[0]?.status;

  test('counts a value at the bound as reached', () => {
    expect([1.6, 1.7, 2.2, 2.21].map((value) => rate(value))).toEqual(['stretch', 'reached', 'reached', 'missed']);
  });

  test('compares figures that must be large the other way round', () => {
    const large = { reach: 4, stretch: 6, atLeast: true };
    expect([3.9, 4, 6].map((value) => rate(value, large))).toEqual(['missed', 'reached', 'stretch']);
  });

  test('gives no status to a figure that was not measured', () => {
    const goals = [goal, { ...goal, figure: 'memory', value: () => null }];
    const judged = judge(goals, new Map());
    expect(judged.map(({ figure }) => figure)).toEqual(['CPU']);
    expect(unmeasured(goals, judged)).toEqual(['not measured: memory']);
  });

  test('takes a ratio within each round, and only where both were measured', () => {
    const windows = [
      ...[window('bare', 0, 100), window('jigap', 0, 200)],
      ...[window('bare', 1, 10), window('jigap', 1, 30)],
      ...[window('bare', 2, 1), window('jigap', 3, 1000)],
    ];
    const results = new Map([['json-32', caseOf(windows)]]);
    expect(ratio('json-32', 'jigap', 'bare', (one) => one.cpuMicros)(results)).toBe(2.5);
    expect(ratio('json-1', 'jigap', 'bare', (one) => one.cpuMicros)(results)).toBeNull();
  });
});

describe('ResponseReader', () => {
  const answers = {
    'with a length': `HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"a":"b\\"}"`,
    'in chunks': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\na\r\n [DONE]\n\r\n\r\n0\r\n\r\n',
  };

  test.each(Object.entries(answers))(
    'finds the end of an answer %s at its last byte, cut at any byte',
    (_name, text) => {
      const bytes = Buffer.from(text);
      for (let cut = 1; cut < bytes.length; cut++) {
        const reader = new ResponseReader();
        expect([cut, reader.read(bytes.subarray(0, cut)), reader.read(bytes.subarray(cut))]).toEqual([
          cut,
          false,
          true,
        ]);
        expect(reader.status).toBe(200);
        expect(text.endsWith(reader.tail)).toBe(true);
        // Another answer may follow on the same connection.
        expect(reader.read(bytes)).toBe(true);
      }
    },
  );

  test('refuses an answer without an end', () => {
    expect(() => new ResponseReader().read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nx'))).toThrow('without an end');
  });
});

test('every figure has one goal', () => {
  const figures = GOALS.map(({ figure }) => figure);
  expect(new Set(figures).size).toBe(figures.length);
});

test('requests and answers have the sizes that the titles say', () => {
  expect([JSON_ANSWER.length, STREAM_CHUNK.length]).toEqual([JSON_BYTES, CHUNK_BYTES]);
  for (const bytes of [500, 4096, 65_536]) {
    for (const korean of [false, true]) {
      const size = Buffer.byteLength(prompt(bytes, { korean }));
      expect(Math.abs(size - bytes) / bytes).toBeLessThan(0.05);
    }
  }
  expect(Math.abs(Buffer.byteLength(promptWithImage(2 ** 20)) / 2 ** 20 - 1)).toBeLessThan(0.05);
  expect(Math.abs(largeAnswer().length / LARGE_BYTES - 1)).toBeLessThan(0.01);
});

test('the performance page has the figures of the run, its machine and what was left out', () => {
  const page = performancePage(RESULT, '<!-- for\nus -->\nThe parser takes a third.\n');
  expect(page).toContain('| CPU | 2.00 x | <= 2.2 x | <= 1.6 x | reached |');
  expect(page).toContain('| jigap | 4000 | 7.50 | 20.0 | 200 | 150 | 1 |');
  expect(page).toContain('| jigap | 612 |');
  expect(page).toContain('A Processor, 2 cores');
  expect(page).toContain('- nginx is not installed');
  expect(page).toContain('1 window was thrown away.');
  expect(page).toContain('blames\n\nThe parser takes a third.\n\n"Everything on"');
  expect(page).not.toContain('for\nus');
  expect(performancePage(RESULT, '<!-- for us -->')).not.toContain('blames');
  expect(page).not.toMatch(/NaN|undefined|null/);
});

function window(label: string, round: number, cpuMicros: number): Window {
  const latency = { p50Ms: 7.5, p95Ms: 15, p99Ms: 20, maxMs: 30, firstByteP50Ms: 1, firstByteP99Ms: 2 };
  return { label, round, calls: 1000, perSecond: 4000, ...latency, cpuMicros, rssMb: 150 };
}

function caseOf(windows: readonly Window[]): CaseResult {
  return { name: 'json-32', title: 'JSON', streams: false, windows, thrownAway: [], figures: [] };
}

const RESULT: BenchResult = {
  startedAt: '2026-11-23T08:00:00.000Z',
  tookSeconds: 400,
  othersPercent: 1,
  options: { rounds: 3, seconds: 1.5, quick: false },
  machine: {
    ...{ cpu: 'A Processor', cores: 2, memoryGb: 8, kernel: 'Linux 6', node: 'v24.0.0' },
    ...{ pinned: true, realDisk: true, peers: { nginx: '1.22.1' } },
  },
  missing: ['nginx is not installed'],
  cases: [
    { ...caseOf([window('jigap', 0, 200)]), thrownAway: [{ label: 'jigap', round: 1, why: 'answered 500' }] },
    {
      ...{ name: 'start', title: 'Start', streams: false, windows: [], thrownAway: [] },
      figures: [{ label: 'jigap', name: 'start to first answer', value: 612, unit: 'ms' }],
    },
  ],
  goals: [{ figure: 'CPU', unit: 'x', reach: 2.2, stretch: 1.6, value: 2, status: 'reached' }],
};
