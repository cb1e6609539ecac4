import { type DestinationStream, type Logger, pino } from 'pino';
import type { CallReport, Observer, RefusalReport } from '../gateway/call.ts';
import { formatUsd } from '../ledger/money.ts';
import { formatLogLine } from './log-text.ts';

export type { Logger };

/** A write per line costs more than the line: they go out together, and what is left when the process ends. */
const STANDARD_OUTPUT = { dest: 1, sync: false, minLength: 16_000, periodicFlush: 50 } as const;

export type LogFormat = 'json' | 'text';

/**
 * One line per call, JSON, with counts and costs: no header, no address, no word of a prompt ever gets here, so there
 * is nothing to redact. Errors are logged by name, message and stack; their causes and fields are not walked. As text, the
 * same lines are for people, and each is written at once: what comes after it on the terminal stays after it.
 */
export function createLogger(level: string, format: LogFormat, destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: describeError } };
  if (format === 'json') return pino(options, destination ?? pino.destination(STANDARD_OUTPUT));
  // pino's own, which goes on in silence when nobody reads any more: an error of process.stdout would end the process.
  const lines = destination ?? pino.destination({ dest: 1, sync: true });
  return pino(options, { write: (json) => void lines.write(formatLogLine(json)) });
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error' };
  return { type: error.name, message: error.message, stack: error.stack };
}

export function logCalls(logger: Logger): Observer {
  return {
    callEnded: (report: CallReport) =>
      logger.info(
        {
          requestId: report.requestId,
          upstreamRequestId: report.upstreamRequestId,
          studentId: report.studentId,
          model: report.model,
          servedModel: report.servedModel,
          provider: report.provider,
          outcome: report.outcome,
          status: report.status,
          inputTokens: report.inputTokens,
          outputTokens: report.outputTokens,
          stream: report.stream,
          costUsd: formatUsd(report.cost),
          heldUsd: formatUsd(report.held),
          ms: Math.round(report.durationMs),
          firstByteMs: report.firstByteMs === null ? null : Math.round(report.firstByteMs),
        },
        'call',
      ),
    callRefused: (report: RefusalReport) => logger.info(report, 'refused'),
    failed: (requestId: string, error: unknown) => logger.error({ requestId, err: error }, 'failed'),
  };
}
