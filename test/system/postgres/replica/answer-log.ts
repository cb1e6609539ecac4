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

/** What the log says was told. */
export class AnswerLog {
  readonly #file: number;
  readonly #isLate: boolean;
  #late = '';

  /**
   * @param isLate nobody kills the process: what was told is written when a load ends. Otherwise it is before anything else is
   *   done with an answer, which costs a sixth of what the ledger does for it
   */
  constructor(path: string, isLate = false) {
    this.#file = openSync(path, 'a');
    this.#isLate = isLate;
  }

  held(id: number, amount: number): void {
    this.#note(`held ${id} ${amount}\n`);
  }

  settled(id: number, cost: number): void {
    this.#note(`settled ${id} ${cost}\n`);
  }

  flush(): void {
    writeSync(this.#file, this.#late);
    this.#late = '';
  }

  #note(line: string): void {
    if (this.#isLate) this.#late += line;
    else writeSync(this.#file, line);
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
