import type { Observer } from '../gateway/call.ts';

/** One observer that passes everything on to each of these. */
export function combineObservers(...observers: Observer[]): Observer {
  return {
    callEnded: (report) => {
      for (const observer of observers) observer.callEnded(report);
    },
    callRefused: (report) => {
      for (const observer of observers) observer.callRefused(report);
    },
    failed: (requestId, error) => {
      for (const observer of observers) observer.failed(requestId, error);
    },
  };
}
