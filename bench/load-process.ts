/** The load generator, in a process of its own: prepares a job, says so, and runs it when it is told to. */
import { LoadConnection } from './load-connection.ts';
import type { FromLoad, LoadJob, LoadResult, ToLoad } from './load-job.ts';
import { keepPace } from './load-paces.ts';
import { percentile } from './statistics.ts';

let go: (() => void) | null = null;
process.on('message', (message: ToLoad) => {
  if (message === 'go') go?.();
  else run(message.prepare).catch((error: Error) => tell({ error: error.message }));
});
process.once('disconnect', () => process.exit());

async function run(job: LoadJob): Promise<void> {
  const connections = await Promise.all(Array.from({ length: job.connections }, (_, i) => LoadConnection.open(job, i)));
  if (job.warmUp !== null) await keepPace(job.warmUp, connections, () => {});
  await new Promise<void>((resolve) => {
    go = resolve;
    tell('ready');
  });
  const result = await measure(job, connections);
  for (const connection of connections) connection.close();
  tell({ result });
}

async function measure({ pace }: LoadJob, connections: readonly LoadConnection[]): Promise<LoadResult> {
  const latencies: number[] = [];
  const firstBytes: number[] = [];
  let failed = 0;
  let failure: string | null = null;
  const began = performance.now();
  await keepPace(pace, connections, (startedAt, answered) => {
    if (answered.failure !== null) {
      failed += 1;
      failure ??= answered.failure;
      return;
    }
    latencies.push(answered.endedAt - startedAt);
    firstBytes.push(answered.firstByteAt - startedAt);
  });
  return {
    done: latencies.length,
    failed,
    failure,
    elapsedMs: performance.now() - began,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    p99Ms: percentile(latencies, 0.99),
    maxMs: percentile(latencies, 1),
    firstByteP50Ms: percentile(firstBytes, 0.5),
    firstByteP99Ms: percentile(firstBytes, 0.99),
  };
}

function tell(message: FromLoad): void {
  process.send?.(message);
}
