/**
 * A process that opens a store and does what it is told over its channel. What the callers of its load were told is on the
 * disk before it is counted.
 */
import type { Store } from '../../../../src/store/store.ts';
import { AnswerLog } from './answer-log.ts';
import type { Command, ReplicaOptions } from './commands.ts';
import { armKillPoint, watchSockets } from './kill-points.ts';
import { leaveOutFlush, leaveOutGroups } from './mutations.ts';
import { openStore } from './open-store.ts';
import { LoadRun } from './run-load.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as ReplicaOptions;
shiftClock(options.clockShiftMs ?? 0);
watchSockets();
if (options.withoutFlush === true) leaveOutFlush();
if (options.withoutGroups === true) leaveOutGroups();
const log = new AnswerLog(options.answerLog, options.logsLate);
let store: Store;

process.on('message', (message: { readonly number: number; readonly command: Command }) => {
  void answer(message.number, message.command);
});
// A parent that is gone ends its replicas.
process.on('disconnect', () => process.exit(1));

try {
  store = await openStore(options);
  process.send?.({ number: 0, result: 'open' });
} catch (error) {
  process.send?.({ number: 0, error: described(error) }, () => process.exit(3));
}

async function answer(number: number, command: Command): Promise<void> {
  try {
    const result = await obey(command);
    process.send?.({ number, result: result ?? null }, () => {
      if (command.kind === 'close') process.exit(0);
    });
  } catch (error) {
    process.send?.({ number, error: described(error) });
  }
}

async function obey(command: Command): Promise<unknown> {
  if (command.kind === 'load') return new LoadRun(store, log, command).run();
  if (command.kind === 'kill-at') return armKillPoint(command.point, command.nth);
  if (command.kind === 'problem') return problemOfStore();
  if (command.kind === 'export') return exportAll();
  if (command.kind === 'close') return store.close();
  const part = Reflect.get(store, command.store) as object;
  const method = Reflect.get(part, command.method) as (...values: readonly unknown[]) => unknown;
  return Reflect.apply(method, part, command.values);
}

async function exportAll(): Promise<number> {
  const request = { format: 'csv', classId: null, withNames: true, language: 'en', at: Date.now() } as const;
  const running = await store.exports.start(request, { actor: 'owner', now: Date.now() });
  let bytes = 0;
  for await (const { text } of running.pieces) bytes += text.byteLength;
  await running.close();
  return bytes;
}

/** What a store says about its place among the replicas; null: nothing is wrong, or it knows no replicas. */
function problemOfStore(): unknown {
  const { cluster } = store as { readonly cluster?: { problem(): string | null } };
  return cluster?.problem() ?? null;
}

function described(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
  return { name: error.name, message: error.message };
}

function shiftClock(shiftMs: number): void {
  if (shiftMs === 0) return;
  const realNow = Date.now;
  const RealDate = globalThis.Date;
  const now = () => realNow() + shiftMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
