/** When requests are sent. */
export type Pace =
  /** Each connection sends its next request when the last is answered, for so long. */
  | { readonly kind: 'for'; readonly ms: number }
  /** The same, so many times on each connection; their starts are spread over a time. */
  | { readonly kind: 'each'; readonly times: number; readonly spreadMs: number }
  /** All connections send at one instant, and again when all are answered. */
  | { readonly kind: 'together'; readonly times: number }
  /** Requests fall due at a constant rate, with any number of open answers: latency counts from the instant they are due. */
  | { readonly kind: 'rate'; readonly perSecond: number; readonly ms: number };

export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bearer secrets, dealt to the connections by turns. */
  readonly secrets: readonly string[];
  readonly body: string;
  readonly connections: number;
  readonly pace: Pace;
  readonly warmUp: Pace | null;
  /** Anything else is a failed request. */
  readonly expect: { readonly status: number; readonly endsWith: string };
}

export interface LoadResult {
  readonly done: number;
  readonly failed: number;
  /** What was wrong with the first failed one. */
  readonly failure: string | null;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** From sending to the first byte of the body. */
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
}

export type ToLoad = { readonly prepare: LoadJob } | 'go';
export type FromLoad = 'ready' | { readonly result: LoadResult } | { readonly error: string };
