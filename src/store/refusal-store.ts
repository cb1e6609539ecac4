import type { Page, PageRequest } from './paging.ts';

/** Requests that were refused alike: never a word of their content. */
export interface RefusalNote {
  /** ms UTC of the first of them. */
  readonly at: number;
  /** null for an unknown student: only counted. */
  readonly studentId: number | null;
  readonly tokenId: number | null;
  /** A name that the server knows, or one of the shape of a published model's (P8): what a student writes may be anything. */
  readonly model: string | null;
  readonly endpoint: string | null;
  /** The name of the refusal, and the status it was answered with. */
  readonly reason: string;
  readonly status: number;
  readonly times: number;
  /** false: counted, but not listed. */
  readonly listed: boolean;
}

export interface RefusalRecord {
  /** Ordered by time, and comparable with the ids of usage records. */
  readonly id: number;
  /** ms UTC of the first of them. */
  readonly at: number;
  readonly studentId: number;
  readonly classId: number | null;
  readonly tokenId: number | null;
  readonly model: string | null;
  readonly endpoint: string | null;
  readonly reason: string;
  readonly status: number;
  /** How many requests were refused like this within a second. */
  readonly times: number;
}

export interface RefusalFilter {
  readonly studentId?: number;
  readonly classId?: number;
  readonly reason?: string;
}

export interface RefusalDaysQuery {
  /** First and last local day, YYYY-MM-DD, both included; days are those of each student's class. */
  readonly from: string;
  readonly to: string;
  readonly studentId?: number;
  readonly classId?: number;
  /** Only of classes in this zone; null: only of unknown students and those without a class. */
  readonly classTimeZone?: string | null;
}

export interface RefusalDay {
  readonly day: string;
  readonly reason: string;
  readonly count: number;
}

/** A name that students may not use, and how often it was refused. */
export interface RefusedModel {
  readonly model: string;
  readonly endpoint: string | null;
  readonly times: number;
  readonly students: number;
  /** ms UTC. */
  readonly lastAt: number;
}

export interface RefusalStore {
  /** Written with the next urgent transaction. Only the newest rows are stored, all are counted. */
  noteRefusals(notes: readonly RefusalNote[]): Promise<void>;
  /** The newest 20,000, newest first. */
  listRefusals(page: PageRequest & RefusalFilter): Promise<Page<RefusalRecord>>;
  /** Names that were refused since then (ms UTC), among the newest 1,000 such refusals, the most frequent first; at most 200. */
  refusedModels(since: number): Promise<RefusedModel[]>;
  /** How many there were per day and reason, in that order; those of unknown students too, where no one is named. */
  refusalDays(query: RefusalDaysQuery): Promise<RefusalDay[]>;
}
