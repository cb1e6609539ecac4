import pg from 'pg';

const FLUSH = /pg_logical_emit_message\([^)]*\)/;

/** Makes the transaction that waits for the disk write nothing: it waits for nothing then. Call it before a store is opened. */
export function leaveOutFlush(): void {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, ...rest] = given;
    return Reflect.apply(query, this, [withoutFlush(first), ...rest]);
  } as typeof query;
}

function withoutFlush(given: unknown): unknown {
  if (typeof given === 'string') return given.replace(FLUSH, '1');
  const { text } = given as { readonly text?: string };
  return text === undefined ? given : Object.assign(given as object, { text: text.replace(FLUSH, '1') });
}
