import type { BenchCase, BenchContext } from './bench-case.ts';
import type { CaseResult, Figure, ThrownAway, Window } from './case-result.ts';
import type { LoadJob } from './load-job.ts';
import { cpuMsOf, watchRss } from './process-figures.ts';
import type { Target } from './target.ts';

const RSS_EVERY_MS = 50;
const BYTES_PER_MB = 1024 * 1024;

/** Collects the windows of a case; one in which a request failed is thrown away, and counted. */
export class Windows {
  readonly #windows: Window[] = [];
  readonly #thrownAway: ThrownAway[] = [];
  readonly #figures: Figure[] = [];

  /** @returns null when it is thrown away */
  async measure(
    { load }: BenchContext,
    target: Pick<Target, 'pid'>,
    job: LoadJob,
    { label, round }: { label: string; round: number },
  ): Promise<Window | null> {
    const watched = target.pid === null ? null : watchProcess(target.pid);
    try {
      const result = await load.run(job, watched ?? undefined);
      if (result.failed > 0) throw new Error(`${result.failed} of ${result.done + result.failed}: ${result.failure}`);
      const window = {
        ...{ label, round, calls: result.done, perSecond: (result.done * 1000) / result.elapsedMs },
        ...{ p50Ms: result.p50Ms, p95Ms: result.p95Ms, p99Ms: result.p99Ms, maxMs: result.maxMs },
        ...{ firstByteP50Ms: result.firstByteP50Ms, firstByteP99Ms: result.firstByteP99Ms },
        cpuMicros: watched === null ? null : (watched.cpuMs() * 1000) / result.done,
        rssMb: watched === null ? null : watched.rssBytes() / BYTES_PER_MB,
      };
      this.#windows.push(window);
      return window;
    } catch (error) {
      this.#thrownAway.push({ label, round, why: (error as Error).message });
      return null;
    } finally {
      watched?.stop();
    }
  }

  note(figure: Figure): void {
    this.#figures.push(figure);
  }

  of({ name, title }: Pick<BenchCase, 'name' | 'title'>, { streams = false } = {}): CaseResult {
    return { name, title, streams, windows: this.#windows, thrownAway: this.#thrownAway, figures: this.#figures };
  }
}

/** CPU time from the first request to the last answer, and the most memory meanwhile. */
function watchProcess(pid: number) {
  let cpuBefore = 0;
  let cpu = 0;
  let most = 0;
  let rss: ReturnType<typeof watchRss> | null = null;
  const stop = () => {
    most = Math.max(most, rss?.stop() ?? 0);
    rss = null;
  };
  return {
    before() {
      rss = watchRss(pid, RSS_EVERY_MS);
      cpuBefore = cpuMsOf(pid);
    },
    after() {
      cpu = cpuMsOf(pid) - cpuBefore;
      stop();
    },
    cpuMs: () => cpu,
    rssBytes: () => most,
    stop,
  };
}
