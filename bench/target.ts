export const TARGETS = ['direct', 'nginx', 'bare', 'jigap', 'portkey'] as const;
export type TargetName = (typeof TARGETS)[number];

/** Something that calls can be sent to. */
export interface Target {
  readonly name: TargetName;
  readonly port: number;
  /** Of the process under test; null: there is none between the load and the upstream. */
  readonly pid: number | null;
  /** What its calls need beside the usual. */
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  end(): Promise<void>;
}
