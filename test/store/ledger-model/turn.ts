import type fc from 'fast-check';
import type { RunningStore } from '../contract/running-store.ts';
import { agree } from './agreement.ts';
import type { Step, Verify } from './step.ts';
import { expireAll } from './steps/resolve.ts';
import { endCarry, type Server, type World } from './world.ts';

export type LedgerCommand = fc.AsyncCommand<World, RunningStore>;

/** What is sent in one turn of the event loop: one thing, or several that share a group commit. */
export class Turn implements LedgerCommand {
  readonly #steps: readonly Step[];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, real: RunningStore): Promise<void> {
    await this.runAndVerify(world, real);
    await agree(world, real.store);
  }

  /** Without a look at everything else. */
  async runAndVerify(world: World, real: Pick<RunningStore, 'store'>): Promise<void> {
    for (const verify of send(this.#steps, world, real)) await verify();
  }

  toString(): string {
    return this.#steps.length === 1 ? String(this.#steps[0]) : `turn(${this.#steps.join(', ')})`;
  }
}

export interface RestartSpec {
  /** What an orderly start does; without it, holds stay open across the restart. */
  readonly expire: boolean;
  /** The settings after it; null: as before. */
  readonly server: Server | null;
}

/** The process ends in an orderly way and starts again; what it was sent last is answered before it ends. */
export class Restart implements LedgerCommand {
  readonly #spec: RestartSpec;
  readonly #last: readonly Step[];

  constructor(spec: RestartSpec, last: readonly Step[]) {
    this.#spec = spec;
    this.#last = last;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, real: RunningStore): Promise<void> {
    const verifications = send(this.#last, world, real);
    await real.close();
    for (const verify of verifications) await verify();
    changeServer(world, this.#spec.server ?? world.server);
    await real.open(world);
    if (this.#spec.expire) for (const verify of send([expireAll()], world, real)) await verify();
    await agree(world, real.store);
  }

  toString(): string {
    return `restart(${[JSON.stringify(this.#spec), ...this.#last].join(', ')})`;
  }
}

/** Another zone cuts the windows of the wallet and of students without a class elsewhere; the ledger ends all. */
function changeServer(world: World, server: Server): void {
  if (server.timeZone !== world.server.timeZone) {
    endCarry(world, 'wallet', 0, world.now);
    for (const id of world.classes.keys()) endCarry(world, 'class', id, world.now);
    for (const id of world.students.keys()) endCarry(world, 'student', id, world.now);
  }
  world.server = server;
}

function send(steps: readonly Step[], world: World, real: Pick<RunningStore, 'store'>): Verify[] {
  return steps.map((step) => step.send(world, real.store)).filter((verify) => verify !== null);
}
