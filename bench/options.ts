import { parseArgs } from 'node:util';

export interface Options {
  readonly rounds: number;
  /** That a window takes, near enough. */
  readonly seconds: number;
  readonly quick: boolean;
  /** Also what takes more than a minute. */
  readonly long: boolean;
  readonly help: boolean;
  /** jigap has a second provider, whose model follows the one that is called. */
  readonly twoProviders: boolean;
  /** Names of the cases to run; empty: all. */
  readonly only: readonly string[];
  /** Where the figures go, JSON. */
  readonly out: string | null;
  readonly writeDocs: boolean;
  /** An earlier run's figures, to be printed or written to the docs instead of new ones. */
  readonly from: string | null;
}

export const USAGE = `npm run bench -- [options]
  --quick        only the main ratios, bare and jigap, in a minute
  --only CASE    only this case; may be repeated
  --rounds N     rounds of each case (3, some have two more)
  --seconds S    that a window takes, near enough (1.5; quick: 1)
  --long         also what takes more than a minute
  --two-providers  with a second provider behind jigap
  --out FILE     where the figures go (bench/results/latest.json)
  --write-docs   write docs/performance.md from this run, with bench/blame.md in it
  --from FILE    take the figures of an earlier run instead`;

/** @throws TypeError for what it does not know */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      'two-providers': { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      out: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      from: { type: 'string' },
    },
  });
  const { quick, long, help, only, out = null, from = null } = values;
  const rounds = numberFrom('--rounds', values.rounds ?? '3', 1, 100);
  const seconds = numberFrom('--seconds', values.seconds ?? (quick ? '1' : '1.5'), 0.1, 60);
  return {
    ...{ quick, long, help, only, out, from, seconds },
    rounds: Math.round(rounds),
    twoProviders: values['two-providers'],
    writeDocs: values['write-docs'],
  };
}

function numberFrom(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (number >= least && number <= most) return number;
  throw new TypeError(`${name} takes a number from ${least} to ${most}`);
}
