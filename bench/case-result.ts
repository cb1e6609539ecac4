/** One measurement of one target. What cannot be measured is null. */
export interface Window {
  /** The target, or what is compared. */
  readonly label: string;
  readonly round: number;
  readonly calls: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  /** CPU time of the process under test per call, microseconds. */
  readonly cpuMicros: number | null;
  /** The most memory that the process under test had, MB. */
  readonly rssMb: number | null;
}

export interface ThrownAway {
  readonly label: string;
  readonly round: number;
  readonly why: string;
}

/** A figure that no window has, such as the time to the first answer. */
export interface Figure {
  readonly label: string;
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB' | 'KB' | 'x' | '%' | '';
}

export interface CaseResult {
  readonly name: string;
  readonly title: string;
  /** Whether the time to the first byte means something: in streams. */
  readonly streams: boolean;
  readonly windows: readonly Window[];
  readonly thrownAway: readonly ThrownAway[];
  readonly figures: readonly Figure[];
}
