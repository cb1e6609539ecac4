import { describe, expect, test } from 'vitest';
import { formatLogLine } from '../../src/ops/log-text.ts';
import { createLogger, type LogFormat, logCalls } from '../../src/ops/logging.ts';

/** What a logger of each format writes for the same events. */
function linesOf(format: LogFormat, use: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  use(createLogger('trace', format, { write: (line: string) => void lines.push(line) }));
  return lines;
}

const CALL = {
  ...{ requestId: 'req_1', upstreamRequestId: null, studentId: 12, model: 'gpt-3.5-turbo', servedModel: 'gpt-6-luna' },
  provider: 'openai',
  ...{ outcome: 'ok', status: 200, inputTokens: 10, outputTokens: 5, stream: true, cost: 45_000, held: 90_000 },
  ...{ durationMs: 812.4, firstByteMs: 90.2 },
} as unknown as Parameters<ReturnType<typeof logCalls>['callEnded']>[0];

describe('the log as text', () => {
  test('has one line for a call, with the fields of the JSON that have a value', () => {
    const [line = ''] = linesOf('text', (logger) => logCalls(logger).callEnded(CALL));
    expect(line).toMatch(/^\d\d:\d\d:\d\d call requestId=req_1 studentId=12 model=gpt-3\.5-turbo /);
    expect(line).toContain(' outcome=ok status=200 inputTokens=10 outputTokens=5 stream=true costUsd=0.000045 ');
    expect(line).toMatch(/ ms=812 firstByteMs=90\n$/);
    expect(line).not.toContain('upstreamRequestId');
  });

  test('names the level of what is not normal work', () => {
    const lines = linesOf('text', (logger) => {
      logger.info('one');
      logger.warn({ file: '/tmp/a b' }, 'two');
      logger.fatal('three');
    });
    expect(lines.map((line) => line.slice(9))).toEqual(['one\n', 'WARN two file="/tmp/a b"\n', 'FATAL three\n']);
  });

  test('shows an error with its stack, and neither its cause nor its fields, as the JSON does', () => {
    const error = Object.assign(new Error('the disk is full', { cause: new Error('sk-cause') }), { key: 'sk-field' });
    const fail = (logger: ReturnType<typeof createLogger>) => logCalls(logger).failed('req_1', error);
    const [json = ''] = linesOf('json', fail);
    const [text = ''] = linesOf('text', fail);
    expect(text).toMatch(/^\S+ ERROR failed requestId=req_1 the disk is full\n\s+at /);
    for (const line of [json, text]) expect(line).not.toMatch(/sk-cause|sk-field/);
  });

  test('says nothing that the JSON does not say', () => {
    const error = new Error('e');
    const use = (logger: ReturnType<typeof createLogger>) => {
      logger.error({ err: error, headers: undefined, secret: null }, 'm');
      logger.error({ err: 'a text with sk-secret' }, 'm');
      logCalls(logger).callEnded(CALL);
    };
    const [json, text] = [linesOf('json', use), linesOf('text', use)];
    const wordsIn = (line: string) => line.match(/[\w.-]+/g) ?? [];
    for (const [index, line] of text.entries()) {
      const known = new Set([...wordsIn((json[index] ?? '').replaceAll('\\n', '\n')), 'ERROR']);
      const time = /^\d\d:\d\d:\d\d/;
      expect(wordsIn(line.replace(time, '')).filter((word) => !known.has(word))).toEqual([]);
    }
    expect(text.join('')).not.toContain('sk-secret');
  });

  test('cannot steer a terminal, and a value cannot look like a line or a field of its own', () => {
    const [line = ''] = linesOf('text', (logger) =>
      logger.info({ model: 'x\n12:00:00 FATAL forged\u001b[2J cost=0', name: '\u202eabc', word: 'a\u009bb' }, 'call'),
    );
    expect(line.split('\n')).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the guarantee
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(line).toContain('model="x');
  });

  test('leaves a line that is no JSON as it is', () => {
    expect(formatLogLine('plain words\n')).toBe('plain words\n');
    expect(formatLogLine('7\n')).toBe('7\n');
  });
});
