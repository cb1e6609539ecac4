import pg from 'pg';

/** A command such as BEGIN, or a statement that the connection has prepared. */
export type BatchStep = { readonly command: string } | PreparedCall;

export interface PreparedCall {
  readonly prepared: string;
  readonly values: readonly (string | number)[];
}

export interface StepAnswer {
  /** Such as `SELECT 1`. */
  readonly command: string;
  /** As the server writes them; null is NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Several statements in one message, which are answered in one message. The driver's own way has an answer for each, for which
 * both processes are woken: at 5,000 calls a second that costs as much as the statements do. After one that fails the server
 * skips the others. It is a Query because the driver sends nothing else without waiting for the answers before: others would
 * keep a portal open, and this one does not.
 */
export class Batch extends pg.Query {
  readonly steps: readonly BatchStep[];
  /** Ends the driver's timer, where the address of the database has a `query_timeout`. */
  declare readonly callback?: (error: unknown) => void;
  readonly #answers: StepAnswer[] = [];
  readonly #answered = Promise.withResolvers<readonly StepAnswer[]>();
  #rows: (string | null)[][] = [];

  constructor(steps: readonly BatchStep[]) {
    super('');
    this.steps = steps;
    // Whoever waits for it hears of the error.
    this.#answered.promise.catch(() => {});
  }

  get answered(): Promise<readonly StepAnswer[]> {
    return this.#answered.promise;
  }

  /** Called by the driver, as all below. */
  override readonly submit = (connection: pg.Connection): void => {
    const { stream } = connection;
    stream.cork();
    try {
      this.#send(connection);
    } catch (error) {
      // The server waits for the rest, and every answer would be given to the wrong one.
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    } finally {
      stream.uncork();
    }
  };

  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#answers.push({ command: text, rows: this.#rows });
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    this.#answered.resolve(this.#answers);
    this.callback?.(null);
  }

  /** Of the server, or of the connection. */
  handleError(error: unknown): void {
    this.#answered.reject(error);
    this.callback?.(error);
  }

  #send(connection: pg.Connection): void {
    for (const step of this.steps) {
      if ('command' in step) {
        connection.parse({ name: '', text: step.command, types: [] }, true);
        connection.bind({}, true);
      } else {
        connection.bind({ statement: step.prepared, values: step.values.map(String) }, true);
      }
      connection.execute(null, true);
    }
    connection.sync();
  }
}

/** What a connection prepares, so that batches can call it by its name. @param text with $1, $2 */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

export async function prepareAll(client: pg.ClientBase, statements: readonly PreparedStatement[]): Promise<void> {
  await client.query(statements.map(({ name, text }) => `PREPARE ${name} AS ${text}`).join(';\n'));
}

/** @returns what the server answers to each @throws an error of the server or the connection: those after it were not run */
export function runBatch(client: pg.Client, steps: readonly BatchStep[]): Promise<readonly StepAnswer[]> {
  const batch = new Batch(steps);
  client.query(batch);
  return batch.answered;
}
