import { fastifyCookie } from '@fastify/cookie';
import fc from 'fast-check';
import Fastify from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCookie } from '../../../src/pages/web/cookies.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const read = (cookie: string | undefined, name = 'jigap') => readCookie(name, { headers: { cookie } });

// The plugin loads its parser when it is registered, not when it is imported.
beforeAll(async () => {
  await Fastify().register(fastifyCookie).ready();
});

describe('readCookie', () => {
  it.each([
    ['jigap=1', '1'],
    ['a=2; jigap=1; b=3', '1'],
    ['a=2;jigap=1', '1'],
    ['a=2; \tjigap=1', '1'],
    ['jigap=1; jigap=2', '1'],
    ['jigap=%EA%B0%80', '가'],
    ['jigap="quoted"', '"quoted"'],
    ['jigap=', ''],
    ['jigap=a=b', 'a=b'],
  ])('reads the cookie from %s', (header, value) => {
    expect(read(header)).toBe(value);
  });

  it.each([undefined, '', 'jigap', 'xjigap=1', 'a=jigap=1', 'a= jigap=1', 'JIGAP=1', 'a="x jigap=1"'])(
    'finds no cookie in %s',
    (header) => {
      expect(read(header)).toBeUndefined();
    },
  );

  it('reads the first cookie of that name among any other cookies', () => {
    const name = fc.constantFrom('jigap', 'xjigap', 'jigap_x', 'a', 'jiga');
    const pair = fc.tuple(name, fc.stringMatching(/^[\w= -]{0,12}$/));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const first = pairs.find(([one]) => one === 'jigap');
        expect(read(pairs.map((one) => one.join('=')).join('; '))).toBe(first?.[1].trim());
      }),
    );
  });

  it('takes little time for fifteen kilobytes of other cookies', () => {
    const hostile = ['xjigap=', ' '.repeat(2000), 'jigap', ';'].join('').repeat(7);
    const before = cpuMs();
    for (let n = 0; n < 1000; n++) read(hostile);
    expect(cpuMs() - before).toBeLessThan(1000);
  });
});
