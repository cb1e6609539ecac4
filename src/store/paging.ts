export interface Page<Row> {
  readonly rows: Row[];
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: number | null;
}

export interface PageRequest {
  readonly after: number | null;
  readonly limit: number;
}
