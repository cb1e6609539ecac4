import type { RecentRequests, RequestMinute, TrafficRequest, TrafficStore } from '../../src/store/traffic-store.ts';

/** What replicas share, in memory. */
export class SharedTraffic implements TrafficStore {
  readonly #now: () => number;
  readonly #minutes = new Map<number, RequestMinute>();
  readonly #recent = new Map<string, RecentRequests>();
  readonly #buckets = new Map<number, { free: number | null; at: number }>();
  readonly running = new Map<string, number>();
  /** Requests are answered after it. */
  gate: Promise<void> = Promise.resolve();

  /** @param now ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  async admit<Refused>({ studentId, classId, isCall, decide }: TrafficRequest<Refused>): Promise<Refused | null> {
    const now = this.#now();
    const minute = this.#minutes.get(studentId) ?? { count: 0, endsAt: 0 };
    const recent = this.#recent.get(`${classId} ${studentId}`) ?? { windowAt: now, current: 0, previous: 0 };
    const bucket = this.#buckets.get(classId ?? 0) ?? { free: null, at: now };
    this.#minutes.set(studentId, minute);
    const refused = decide({
      ...{ now, minute, running: this.#runningOf(`student ${studentId}`) },
      ofClass: classId === null ? null : { bucket, recent, running: this.#runningOf(`class ${classId}`) },
    });
    if (classId !== null) {
      this.#recent.set(`${classId} ${studentId}`, recent);
      this.#buckets.set(classId, bucket);
    }
    if (refused === null && isCall) this.#add(1, { studentId, classId });
    await this.gate;
    return refused;
  }

  end(call: { readonly studentId: number; readonly classId: number | null }): void {
    this.#add(-1, call);
  }

  #runningOf(key: string): number {
    return this.running.get(key) ?? 0;
  }

  #add(by: number, { studentId, classId }: { readonly studentId: number; readonly classId: number | null }): void {
    for (const key of [`student ${studentId}`, ...(classId === null ? [] : [`class ${classId}`])]) {
      this.running.set(key, this.#runningOf(key) + by);
    }
  }
}
