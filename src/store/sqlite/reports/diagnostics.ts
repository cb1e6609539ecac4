import type { Change } from '../../change.ts';
import type { DiagnosticsStore, StoreDiagnostics } from '../../diagnostics-store.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Readers } from '../engine/readers.ts';

export class SqliteDiagnostics implements DiagnosticsStore {
  readonly #group: CommitGroup;
  readonly #readers: Readers;
  readonly #audit: Audit;

  constructor(group: CommitGroup, parts: { readers: Readers; audit: Audit }) {
    this.#group = group;
    this.#readers = parts.readers;
    this.#audit = parts.audit;
  }

  /** In a thread: to count the rows of a large table takes a while. */
  read(): Promise<StoreDiagnostics> {
    return this.#readers.read('database-shape', null);
  }

  noteSupportBundle(change: Change): Promise<void> {
    return this.#group.write(() => this.#audit.write(change, 'support-bundle.create', 'server', null, null));
  }

  noteKeysRead(provider: string, labels: readonly string[], change: Change): Promise<void> {
    return this.#group.write(() => {
      this.#audit.write(change, 'provider.read_keys', `provider ${provider}`, null, { keys: labels.join(', ') });
    });
  }
}
