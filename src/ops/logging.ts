import { type DestinationStream, type Logger, pino } from 'pino';
import type { CallReport, Observer, RefusalReport } from '../gateway/call.ts';
import { formatUsd } from '../ledger/money.ts';
import { formatLogLine } from './log-text.ts';

export type { Logger };

/**
 * A write per line costs more than the line: they go out together, and what is left when the process ends. As bytes:
 * of texts that wait, the library would measure all with each that comes.
 */
const STANDARD_OUTPUT = { dest: 1, sync: false, minLength: 16_000, periodicFlush: 50, contentMode: 'buffer' } as const;

export type LogFormat = 'json' | 'text';

/**
 * One line per call, JSON, with counts and costs: no header, no address, no word of a prompt ever gets here, so there
 * is nothing to redact. Errors are logged by name, message and stack; their causes and fields are not walked. As text, the
 * same lines are for people, and each is written at once: what comes after it on the terminal stays after it.
 */
export function createLogger(level: string, format: LogFormat, destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: describeError } };
  if (format === 'json') return pino(options, destination ?? standardOutput());
  // pino's own, which goes on in silence when nobody reads any more: an error of process.stdout would end the process.
  const lines = destination ?? pino.destination({ dest: 1, sync: true });
  return pino(options, { write: (json) => void lines.write(formatLogLine(json)) });
}

function standardOutput(): DestinationStream {
  const bytes = pino.destination(STANDARD_OUTPUT);
  const write = bytes.write.bind(bytes) as unknown as (line: Buffer) => boolean;
  return { write: (line) => void write(Buffer.from(line)) };
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error' };
  return { type: error.name, message: error.message, stack: error.stack };
}

export function logCalls(logger: Logger): Observer {
  const lines = (logger as unknown as Record<symbol, DestinationStream>)[pino.symbols.streamSym];
  return {
    callEnded(report: CallReport) {
      if (logger.isLevelEnabled('info')) lines?.write(callLine(report, Date.now()));
    },
    callRefused(report: RefusalReport) {
      if (logger.isLevelEnabled('info')) lines?.write(refusalLine(report, Date.now()));
    },
    failed: (requestId: string, error: unknown) => logger.error({ requestId, err: error }, 'failed'),
  };
}

/** As pino writes a line. Put together by name, because there is one for every call: a loop over its fields takes longer. */
function callLine(report: CallReport, time: number): string {
  const { requestId, upstreamRequestId, studentId, outcome, status, inputTokens, outputTokens, stream } = report;
  const firstByteMs = report.firstByteMs === null ? null : Math.round(report.firstByteMs);
  return (
    `{"level":30,"time":${time},"requestId":"${requestId}","upstreamRequestId":${JSON.stringify(upstreamRequestId)},` +
    `"studentId":${studentId},"model":${JSON.stringify(report.model)},` +
    `"servedModel":${JSON.stringify(report.servedModel)},"provider":${JSON.stringify(report.provider)},` +
    `"outcome":"${outcome}","status":${status},"inputTokens":${inputTokens},"outputTokens":${outputTokens},` +
    `"stream":${stream},"costUsd":"${formatUsd(report.cost)}","heldUsd":"${formatUsd(report.held)}",` +
    `"ms":${Math.round(report.durationMs)},"firstByteMs":${firstByteMs},"msg":"call"}\n`
  );
}

function refusalLine(report: RefusalReport, time: number): string {
  const { requestId, studentId, tokenId, model, endpoint, refusal, status } = report;
  return (
    `{"level":30,"time":${time},"requestId":"${requestId}","studentId":${studentId},"tokenId":${tokenId},` +
    `"model":${JSON.stringify(model)},"endpoint":${JSON.stringify(endpoint)},"refusal":"${refusal}",` +
    `"status":${status},"msg":"refused"}\n`
  );
}
