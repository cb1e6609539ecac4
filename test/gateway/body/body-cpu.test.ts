import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endOf } from '../../support/ended-process.ts';
import { REFUSED, TAKEN } from './hostile-bodies.ts';

/** Of an ordinary megabyte, which every student may send. */
const MAX_RATIO = 2;
const PROGRAM = join(import.meta.dirname, 'measure-bodies.ts');

interface Row {
  readonly answer: 'sent' | 'refused';
  /** Median CPU. */
  readonly ms: number;
}

interface Measurement {
  readonly ordinary: readonly Row[];
  readonly hostile: readonly (Row & { readonly what: string; readonly ratio: number })[];
}

/** By Node alone, without what a test runner changes of it. */
async function measure(): Promise<Measurement> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [PROGRAM, String(MAX_RATIO)], { env, stdio: 'pipe' });
  const { exitCode, out, error } = await endOf(child);
  if (exitCode !== 0) throw new Error(`the bodies were not measured: ${error}`);
  return JSON.parse(out) as Measurement;
}

describe('a megabyte costs at most twice the CPU of an ordinary one', async () => {
  const { ordinary, hostile } = await measure();

  test('in a body that is sent', () => {
    expect(ordinary.map(({ answer }) => answer)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test('in every kind of hostile body', () => {
    expect(hostile.map(({ what }) => what)).toEqual([...REFUSED, ...TAKEN].map(([what]) => what));
  });

  test.each(hostile.slice(0, REFUSED.length))('a megabyte of $what is refused, and costs at most twice', (one) => {
    expect(one.answer).toBe('refused');
    expect(one.ratio).toBeLessThan(MAX_RATIO);
  });

  test.each(hostile.slice(REFUSED.length))('as many $what as are taken cost at most twice', (one) => {
    expect(one.answer).toBe('sent');
    expect(one.ratio).toBeLessThan(MAX_RATIO);
  });
});
