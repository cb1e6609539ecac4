import { expect, it } from 'vitest';
import type { CallReport, RefusalReport } from '../../src/gateway/call.ts';
import { createLogger, logCalls } from '../../src/ops/logging.ts';

const REPORT: CallReport = {
  requestId: 'req_0123456789abcdef0123456789abcdef',
  upstreamRequestId: 'req_of_the_provider',
  studentId: 7,
  classId: 3,
  model: 'the "small" one\n',
  servedModel: 'gpt-4.1-nano',
  provider: '실습실 서버',
  outcome: 'ok',
  status: 200,
  cost: 12_345,
  held: 1_000_000_000,
  inputTokens: 120,
  outputTokens: 60,
  stream: false,
  durationMs: 12.4,
  firstByteMs: null,
};

function linesOf(level: string, write: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  write(createLogger(level, 'json', { write: (line) => void lines.push(line) }));
  return lines;
}

it('writes the line of a call exactly as pino would', () => {
  const [line = ''] = linesOf('info', (logger) => logCalls(logger).callEnded(REPORT));
  const { level, time, msg, ...fields } = JSON.parse(line);
  expect(fields).toEqual({
    requestId: REPORT.requestId,
    upstreamRequestId: 'req_of_the_provider',
    studentId: 7,
    model: 'the "small" one\n',
    servedModel: 'gpt-4.1-nano',
    provider: '실습실 서버',
    outcome: 'ok',
    status: 200,
    inputTokens: 120,
    outputTokens: 60,
    stream: false,
    costUsd: '0.000012345',
    heldUsd: '1',
    ms: 12,
    firstByteMs: null,
  });
  const [byPino = ''] = linesOf('info', (logger) => logger.info(fields, msg));
  expect(line).toBe(byPino.replace(/"time":\d+/, `"time":${time}`));
  expect(level).toBe(30);
});

const REFUSAL: RefusalReport = {
  requestId: 'req_0123456789abcdef0123456789abcdef',
  studentId: 7,
  tokenId: null,
  model: 'the "small" one',
  endpoint: 'chat',
  refusal: 'modelNotAllowed',
  status: 404,
};

it('writes the line of a refusal exactly as pino would', () => {
  const [line = ''] = linesOf('info', (logger) => logCalls(logger).callRefused(REFUSAL));
  const [byPino = ''] = linesOf('info', (logger) => logger.info(REFUSAL, 'refused'));
  expect(line.replace(/"time":\d+/, '')).toBe(byPino.replace(/"time":\d+/, ''));
});

it('writes no line of a call where the log is set to warnings', () => {
  expect(linesOf('warn', (logger) => logCalls(logger).callEnded(REPORT))).toEqual([]);
  expect(linesOf('warn', (logger) => logCalls(logger).callRefused(REFUSAL))).toEqual([]);
});
