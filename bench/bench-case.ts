import type { CaseResult } from './case-result.ts';
import type { Jigap } from './jigap-target.ts';
import type { Load } from './load.ts';
import type { Options } from './options.ts';
import type { Target, TargetName } from './target.ts';
import type { BenchUpstream } from './upstream.ts';

/** What the cases play on. */
export interface BenchContext {
  /** Of this run alone; removed at its end. */
  readonly folder: string;
  readonly upstream: BenchUpstream;
  readonly load: Load;
  /** Those that could be started, in the order of the table. */
  readonly targets: ReadonlyMap<TargetName, Target>;
  /** An API token of a student without money. */
  readonly poorSecret: string;
  /** Another process of a target, of which nothing has been asked yet. */
  readonly startFresh: (name: FreshName) => Promise<Target>;
  /** The jigap with a term's calls in its file; made for the first case that needs it. */
  readonly million: (make: () => Promise<Jigap>) => Promise<Jigap>;
  readonly options: Options;
  /** What was measured before, in this run. */
  readonly resultOf: (name: string) => CaseResult | undefined;
}

export type FreshName = 'bare' | 'jigap' | 'portkey';

export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly run: (context: BenchContext) => Promise<CaseResult>;
}

/** @throws Error when it is not there */
export function targetOf(context: BenchContext, name: TargetName): Target {
  const target = context.targets.get(name);
  if (target === undefined) throw new Error(`${name} is not running`);
  return target;
}
