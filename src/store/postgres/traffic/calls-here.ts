export type Scope = 'student' | 'class';

export interface CountRow {
  readonly scope: Scope;
  readonly scope_id: number;
  readonly count: number;
}

/**
 * The calls that run in this replica. Their counts are written as they are, not as differences: a group whose COMMIT was
 * lost, or tables that a crash of the server emptied, are right again with the next one.
 */
export class CallsHere {
  readonly #counts: Readonly<Record<Scope, Map<number, number>>> = { student: new Map(), class: new Map() };
  readonly #unwritten: Readonly<Record<Scope, Set<number>>> = { student: new Set(), class: new Set() };

  get hasUnwritten(): boolean {
    return this.#unwritten.student.size + this.#unwritten.class.size > 0;
  }

  of(scope: Scope, id: number): number {
    return this.#counts[scope].get(id) ?? 0;
  }

  /** @param classId null: no class counts it */
  add(by: 1 | -1, studentId: number, classId: number | null): void {
    this.#add(by, 'student', studentId);
    if (classId !== null) this.#add(by, 'class', classId);
  }

  #add(by: 1 | -1, scope: Scope, id: number): void {
    const count = this.of(scope, id) + by;
    if (count === 0) this.#counts[scope].delete(id);
    else this.#counts[scope].set(id, count);
    this.#unwritten[scope].add(id);
  }

  /** What is to be written now; a write that fails gives it back to `unwritten`. */
  takeUnwritten(): CountRow[] {
    return (['student', 'class'] as const).flatMap((scope) => {
      const rows = [...this.#unwritten[scope]].map((id) => ({ scope, scope_id: id, count: this.of(scope, id) }));
      this.#unwritten[scope].clear();
      return rows;
    });
  }

  /** The rows may not be there, or be older: all are written again. @param rows that were taken */
  writeAgain(rows: readonly CountRow[]): void {
    for (const { scope, scope_id } of rows) this.#unwritten[scope].add(scope_id);
    for (const scope of ['student', 'class'] as const) {
      for (const id of this.#counts[scope].keys()) this.#unwritten[scope].add(id);
    }
  }
}
