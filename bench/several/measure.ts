/**
 * What a call costs when its ledger is another process (docs/decisions/0011): node bench/several/measure.ts
 * In turns: the bare pass-through, jigap as it is, and one, two and three gateways that share a ledger process.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCommand } from '../../test/support/start-command.ts';
import { type Child, endChildrenWithUs, OTHER_CORE, pinOurselves, startChild, TARGET_CORE } from '../children.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY, WARM_UP } from '../comparison.ts';
import { environment, type Jigap, jigapAt, startJigap, withStudents } from '../jigap-target.ts';
import { type Load, startLoad } from '../load.ts';
import { cpuMsOf } from '../process-figures.ts';
import { tableLines } from '../report.ts';
import { median } from '../statistics.ts';
import type { Target } from '../target.ts';
import { startBare } from '../targets.ts';
import { startUpstream } from '../upstream.ts';

const ROUNDS = 5;
const SECONDS = 2;
const CONNECTIONS = 64;
const GATEWAYS = [1, 2, 3];

interface Subject {
  readonly label: string;
  readonly target: Target;
  /** Of all that answer calls, and of the ledger where it is a process of its own. */
  readonly gatewayPids: readonly number[];
  readonly ledgerPid: number | null;
}

interface Window {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly gatewayMicros: number;
  readonly ledgerMicros: number;
}

endChildrenWithUs();
pinOurselves();
const folder = mkdtempSync(join(tmpdir(), 'jigap-several-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const upstream = await startUpstream(folder);
await upstream.play(JSON_SCRIPT);
const load = startLoad(folder);
const options = { folder, upstreamPort: upstream.port };
const bare = await startBare(options);
const jigap = await withStudents(await startJigap({ ...options, folder: join(folder, 'one') }));
const subjects: Subject[] = [
  { label: 'bare pass-through', target: bare, gatewayPids: [bare.pid ?? 0], ledgerPid: null },
  { label: 'jigap, one process', target: jigap, gatewayPids: [jigap.pid], ledgerPid: null },
];
for (const count of GATEWAYS) subjects.push(await startSeveral(count, upstream.port));

const windows = new Map<string, Window[]>();
for (const subject of subjects) await measure(subject, load);
for (let round = 0; round < ROUNDS; round++) {
  for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
    windows.set(subject.label, [...(windows.get(subject.label) ?? []), await measure(subject, load)]);
  }
}
const rows = [...windows].map(([label, of]) => [
  label,
  ...(['perSecond', 'gatewayMicros', 'ledgerMicros'] as const).map((name) => middle(of, name).toFixed(0)),
  ...(['p50Ms', 'p99Ms'] as const).map((name) => middle(of, name).toFixed(2)),
]);
const headings = ['', 'calls/s', 'gateways, us a call', 'ledger, us a call', 'p50 ms', 'p99 ms'];
for (const line of tableLines([headings, ...rows])) console.log(line);
process.exit();

/** The gateways share a core and a port, the ledger has the other core beside the load: only CPU times say anything. */
async function startSeveral(count: number, upstreamPort: number): Promise<Subject> {
  const own = join(folder, `several-${count}`);
  mkdirSync(own);
  const socket = join(own, 'ledger.sock');
  const settings = environment(own, upstreamPort);
  const command = (name: string, ...args: string[]) => [
    ...startCommand().filter((word) => !word.endsWith('.ts')),
    ...[join(import.meta.dirname, name), socket, ...args],
  ];
  const cwd = join(import.meta.dirname, '../..');
  const child = (name: string, cores: string, log: string, ...args: string[]) =>
    startChild({ command: command(name, ...args), cores, cwd, env: settings, logPath: join(own, log) });
  const ledger = child('ledger-process.ts', OTHER_CORE, 'ledger.log');
  await ledger.prints(/the ledger listens/);
  const gateways: Child[] = [];
  let port = '0';
  for (let n = 0; n < count; n++) {
    const gateway = child('gateway-process.ts', TARGET_CORE, `gateway-${n}.log`, port);
    [, port = '0'] = await gateway.prints(/running at (\d+)/);
    gateways.push(gateway);
  }
  const [first] = gateways;
  if (first === undefined) throw new Error('there is no gateway');
  const target: Jigap = await withStudents(jigapAt(Number(port), first.pid, first.end));
  const gatewayPids = gateways.map(({ pid }) => pid);
  return { label: `${count} gateways, one ledger`, target, gatewayPids, ledgerPid: ledger.pid };
}

async function measure({ target, gatewayPids, ledgerPid }: Subject, { run }: Load): Promise<Window> {
  const pids = ledgerPid === null ? [] : [ledgerPid];
  const cpu = (those: readonly number[]) => those.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  let [gateway, ledger] = [0, 0];
  const around = {
    before: () => {
      [gateway, ledger] = [-cpu(gatewayPids), -cpu(pids)];
    },
    after: () => {
      [gateway, ledger] = [gateway + cpu(gatewayPids), ledger + cpu(pids)];
    },
  };
  const call = { script: JSON_SCRIPT, body: SHORT_BODY, connections: CONNECTIONS, warmUp: WARM_UP };
  const { done, failed, failure, elapsedMs, p50Ms, p99Ms } = await run(
    jobFor(target, call, forSeconds(SECONDS)),
    around,
  );
  if (failed > 0) throw new Error(`${failed} calls failed: ${failure}`);
  const micros = (ms: number) => (ms * 1000) / done;
  return {
    ...{ perSecond: (done * 1000) / elapsedMs, p50Ms, p99Ms },
    ...{ gatewayMicros: micros(gateway), ledgerMicros: micros(ledger) },
  };
}

function middle(of: readonly Window[], name: keyof Window): number {
  return median(of.map((window) => window[name]));
}
