import { type DestinationStream, type Logger, pino } from 'pino';
import type { CallReport, Observer, RefusalReport } from '../gateway/call.ts';
import { formatUsd } from '../ledger/money.ts';

export type { Logger };

/**
 * One line per call, JSON, with counts and costs: no header, no address, no word of a prompt ever gets here, so there
 * is nothing to redact. Errors are logged by name, message and stack; their causes and fields are not walked.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: describeError } };
  // Lines are written beside the calls, in the order they came; what is left is written when the process ends.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: false }));
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error' };
  return { type: error.name, message: error.message, stack: error.stack };
}

export function logCalls(logger: Logger): Observer {
  return {
    callEnded: ({ cost, held, durationMs, firstByteMs, ...report }: CallReport) =>
      logger.info(
        {
          ...report,
          costUsd: formatUsd(cost),
          heldUsd: formatUsd(held),
          ms: Math.round(durationMs),
          firstByteMs: firstByteMs === null ? null : Math.round(firstByteMs),
        },
        'call',
      ),
    callRefused: (report: RefusalReport) => logger.info(report, 'refused'),
    failed: (requestId: string, error: unknown) => logger.error({ requestId, err: error }, 'failed'),
  };
}
