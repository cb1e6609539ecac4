import type fc from 'fast-check';
import type { RunningStore } from '../contract/running-store.ts';
import { agree } from './agreement.ts';
import type { Judge, Step } from './step.ts';
import { expireAll } from './steps/resolve.ts';
import type { Server, World } from './world.ts';

export type LedgerCommand = fc.AsyncCommand<World, RunningStore>;

/** What is asked in one turn of the event loop: one thing, or several that share a group commit. */
export class Turn implements LedgerCommand {
  readonly #steps: readonly Step[];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, real: RunningStore): Promise<void> {
    await this.askAndJudge(world, real);
    await agree(world, real.store);
  }

  /** Without a look at everything else. */
  async askAndJudge(world: World, real: RunningStore): Promise<void> {
    for (const judge of ask(this.#steps, world, real)) await judge();
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

/** The process ends in an orderly way and starts again; what it was asked last is answered before it ends. */
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
    const judges = ask(this.#last, world, real);
    await real.close();
    for (const judge of judges) await judge();
    world.server = this.#spec.server ?? world.server;
    await real.open(world);
    if (this.#spec.expire) for (const judge of ask([expireAll()], world, real)) await judge();
    await agree(world, real.store);
  }

  toString(): string {
    return `restart(${[JSON.stringify(this.#spec), ...this.#last].join(', ')})`;
  }
}

function ask(steps: readonly Step[], world: World, real: RunningStore): Judge[] {
  return steps.map((step) => step.ask(world, real.store)).filter((judge) => judge !== null);
}
