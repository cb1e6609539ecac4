import { expect, it } from 'vitest';
import { SEEDED_ENVIRONMENT, seedClass } from '../support/seeded-class.ts';
import { startPages } from './test-browser.ts';

/** The decimals of the first dollar amount of each cell but the names of rows, by table and column. */
function decimalsByColumn(page: string): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const [number, [table]] of [...page.matchAll(/<table class="data[\s\S]*?<\/table>/g)].entries()) {
    for (const [row] of table.matchAll(/<tr>[\s\S]*?<\/tr>/g)) {
      for (const [column, [cell]] of [...row.matchAll(/<t[hd][\s\S]*?<\/t[hd]>/g)].entries()) {
        if (cell.startsWith('<th')) continue;
        const amount = /\$\d[\d,]*\.(\d+)/.exec(cell.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<[^>]*>/g, ''));
        if (amount === null) continue;
        const key = `table ${number}, column ${column}`;
        found.set(key, (found.get(key) ?? new Set()).add(amount[1]?.length ?? 0));
      }
    }
  }
  return found;
}

it('every column of amounts has one number of decimals, on every page with a table', async () => {
  const { app, owner, student } = await startPages({ env: SEEDED_ENVIRONMENT });
  const seeded = await seedClass(app);
  const dashboard = await owner();
  const paths = [
    ...['', '/students', `/students/${seeded.usual.id}`, '/classes', `/classes/${seeded.classIds[0]}`],
    ...['/usage', '/usage?group=student', '/usage?group=model', '/calls', '/settings'],
  ].map((path) => `/dashboard${path}`);
  const pages = await Promise.all(paths.map(async (path) => [path, (await dashboard.get(path)).text] as const));
  const me = (await (await student(seeded.usual.token)).get('/me')).text;
  let columns = 0;
  const mixed: string[] = [];
  for (const [path, text] of [...pages, ['/me', me] as const]) {
    for (const [column, decimals] of decimalsByColumn(text)) {
      columns++;
      if (decimals.size > 1) mixed.push(`${path}, ${column}: ${[...decimals].join(', ')}`);
    }
  }
  expect(mixed).toEqual([]);
  expect(columns).toBeGreaterThan(20);
});
