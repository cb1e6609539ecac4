/** What only the running server knows of itself. */
export interface ServerFacts {
  readonly version: string;
  /** Of Node: v24.1.0. */
  readonly node: string;
  /** "linux x64" */
  readonly platform: string;
  /** ms UTC. */
  readonly startedAt: number;
  readonly settings: readonly {
    readonly name: string;
    /** null: it is a secret. */
    readonly value: string | null;
    readonly isDefault: boolean;
  }[];
  readonly isInPlace: () => boolean;
  /** Rejects when the ledger cannot be written. */
  readonly writeLedger: () => Promise<unknown>;
  readonly checkState: () => { readonly lastAt: number | null; readonly problems: number };
  /** As /metrics says them. */
  readonly metrics: () => Promise<string>;
}
