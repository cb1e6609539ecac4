import type { Change } from '../../change.ts';
import type { DiagnosticsStore, StoreDiagnostics } from '../../diagnostics-store.ts';
import type { Audit } from '../journal/audit.ts';
import type { Readers } from '../readers.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';

export class SqlDiagnostics implements DiagnosticsStore {
  readonly #group: Transactions;
  readonly #readers: Readers;
  readonly #audit: Audit;

  constructor(group: Transactions, parts: { readers: Readers; audit: Audit }) {
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
    return this.#group.write(() => this.#noteKeysRead(provider, labels, change));
  }

  *#noteKeysRead(provider: string, labels: readonly string[], change: Change): SqlWork<void> {
    yield* this.#audit.write(change, 'provider.read_keys', `provider ${provider}`, null, { keys: labels.join(', ') });
  }
}
