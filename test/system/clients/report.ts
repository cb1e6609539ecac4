import { CLIENTS, ENDPOINTS } from './clients.ts';
import { type Cell, COLUMNS, type Outcome } from './matrix.ts';

const MAX_MESSAGE = 130;

/** The table endpoint x client x outcome, what students see of each refusal, and all that is not green. */
export function printReport(cells: readonly Cell[]): void {
  printMatrix(cells);
  printMessages(cells);
  for (const outcome of ['known', 'n/a', 'skipped', 'FAILED'] as const) printReasons(cells, outcome);
}

function printMatrix(cells: readonly Cell[]): void {
  const rows = ENDPOINTS.flatMap((endpoint) =>
    CLIENTS.flatMap((client) => {
      const mine = cells.filter((cell) => cell.client === client && cell.endpoint === endpoint);
      if (mine.length === 0) return [];
      const outcomes = COLUMNS.map((column) => mine.find(({ name }) => name === column)?.shown ?? '-');
      return [[endpoint, client.title, ...outcomes]];
    }),
  );
  console.log('\nEvery endpoint, client and outcome ("402 x1": the status that was raised, and the requests sent)\n');
  printTable([['endpoint', 'client', ...COLUMNS], ...rows]);
}

function printMessages(cells: readonly Cell[]): void {
  const rows = COLUMNS.flatMap((column) => cells.filter(({ name }) => name === column).flatMap(messagesIn));
  const alike = Map.groupBy(rows, ({ refusal, client, raised, sent, message }) =>
    JSON.stringify([refusal, client, raised, sent, message]),
  );
  const order = [...alike.values()].map((group) => {
    const { refusal = '', client = '', raised = '', sent = 0, message = '' } = group[0] ?? {};
    const endpoints = [...new Set(group.map(({ endpoint }) => endpoint))].join(' ');
    const slowest = Math.max(...group.map(({ ms }) => ms));
    return [refusal, client, endpoints, raised, `${sent}`, `${slowest}`, message];
  });
  console.log('\nWhat a student sees of each refusal\n');
  printTable([['refusal', 'client', 'endpoints', 'raised', 'sent', 'ms', 'message'], ...order]);
}

interface Message {
  readonly refusal: string;
  readonly client: string;
  readonly endpoint: string;
  readonly raised: string;
  readonly sent: number;
  readonly ms: number;
  readonly message: string;
}

function messagesIn({ client, endpoint, name, results }: Cell): Message[] {
  return results.flatMap(({ raised, sent = 0, ms = 0 }) => {
    if (!raised) return [];
    const text = raised.message.replaceAll(/\s+/g, ' ');
    const message = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}...` : text;
    return [{ refusal: name, client: client.title, endpoint, raised: raised.name, sent, ms, message }];
  });
}

function printReasons(cells: readonly Cell[], outcome: Outcome): void {
  const found = cells.filter((cell) => cell.outcome === outcome);
  const alike = Map.groupBy(found, ({ client, endpoint, reasons }) =>
    [client.title, endpoint, reasons.join('; ')].join(),
  );
  const lines = [...alike.values()].map((group) => {
    const names = group.map(({ name }) => name).join(', ');
    const [{ client, endpoint, reasons } = { client: { title: '' }, endpoint: '', reasons: [] }] = group;
    return `${outcome}: ${client.title}, ${endpoint} (${names}): ${reasons.join('; ')}`;
  });
  if (lines.length > 0) console.log(`\n${lines.join('\n')}`);
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
