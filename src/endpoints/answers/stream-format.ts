import type { JsonObject } from '../../upstream/json/json-object.ts';
import type { LargeEventRules } from '../../upstream/stream/passing-event.ts';
import type { StreamDialect } from '../../upstream/stream/stream-dialect.ts';

/** How the clients of an endpoint read a stream. */
export interface StreamFormat {
  /** How the provider's events say what the meter must know. */
  readonly dialect: StreamDialect | LargeEventRules;
  /** A whole answer as the events of a stream: some servers answer JSON although a stream was requested. */
  readonly answerEvents: (answer: JsonObject, showUsage: boolean) => string;
  /** The event that ends a broken stream, so that the endpoint's clients raise an error. */
  readonly errorEvent: (error: StreamError) => string;
  /** Follows the provider's own last event. @param recordId of the call's usage record */
  readonly lastEvent?: (recordId: number) => string;
}

export interface StreamError {
  /** The JSON body that the error has outside of a stream. */
  readonly body: string;
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
}
