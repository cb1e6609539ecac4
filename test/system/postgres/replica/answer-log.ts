import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a caller of a store was told, a line each: `held <id> <nano-USD> <student>` or `settled <id> <nano-USD>`. */
export interface ToldAnswers {
  readonly holds: readonly ToldHold[];
  readonly settlements: readonly ToldSettlement[];
}

export interface ToldHold {
  readonly id: number;
  readonly amount: number;
  readonly replica: string;
}

export interface ToldSettlement {
  readonly id: number;
  readonly cost: number;
  readonly replica: string;
}

/** Written before anything else is done with an answer: what the log says was told, even if the process dies now. */
export class AnswerLog {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  held(id: number, amount: number): void {
    writeSync(this.#file, `held ${id} ${amount}\n`);
  }

  settled(id: number, cost: number): void {
    writeSync(this.#file, `settled ${id} ${cost}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** @param paths by the name of the replica; one that has told nothing may have no file */
export function readAnswers(paths: ReadonlyMap<string, string>): ToldAnswers {
  const holds: ToldHold[] = [];
  const settlements: ToldSettlement[] = [];
  for (const [replica, path] of paths) {
    if (!existsSync(path)) continue;
    // The last line may be cut where a process was killed in the middle of its write.
    for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
      const [word, id, amount] = line.split(' ');
      if (word === 'held') holds.push({ id: Number(id), amount: Number(amount), replica });
      else settlements.push({ id: Number(id), cost: Number(amount), replica });
    }
  }
  return { holds, settlements };
}
