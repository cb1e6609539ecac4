import { readFileSync, statfsSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { canPin } from './children.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly pinned: boolean;
  /** False where a flush to disk costs nothing, so that what is durable looks cheap. */
  readonly realDisk: boolean;
  /** Name and version of what is measured beside jigap. */
  readonly peers: Readonly<Record<string, string>>;
}

const TMPFS = 0x01021994;

/** @param folder where the databases of this run are kept */
export function describeMachine(folder: string, peers: Readonly<Record<string, string>>): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `Linux ${release()}`,
    node: process.version,
    pinned: canPin,
    realDisk: statfsSync(folder).type !== TMPFS,
    peers,
  };
}

/** @throws Error where the figures cannot be had */
export function requireLinux(): void {
  try {
    readFileSync('/proc/self/stat');
  } catch {
    throw new Error('the bench reads CPU time and memory from /proc, which only Linux has');
  }
}
