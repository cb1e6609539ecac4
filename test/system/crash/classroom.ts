import { OWNER_TOKEN } from './gateway-process.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever the API says
export type Json = any;

/** The owner's side of /api. */
export class Owner {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error when it is refused, or the process is gone */
  async ask(method: string, path: string, body?: unknown): Promise<Json> {
    const { status, json } = await this.try(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`);
    return json;
  }

  /** @throws Error when the process is gone */
  async try(method: string, path: string, body?: unknown): Promise<{ status: number; json: Json }> {
    const response = await fetch(`${this.#url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${OWNER_TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  }

  /** Every row of a list. */
  async all(path: string): Promise<Json[]> {
    const rows: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Json = await this.ask('GET', `${path}limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
      rows.push(...page.data);
      cursor = page.next_cursor;
    }
    return rows;
  }

  async newStudent(name: string, weeklyUsd: number): Promise<string> {
    const student = await this.ask('POST', '/students', { name, budgets: [{ period: 'week', limit_usd: weeklyUsd }] });
    const { token } = await this.ask('POST', `/students/${student.id}/tokens`, {});
    return token;
  }

  async walletBudget(): Promise<Json> {
    const { data } = await this.ask('GET', '/budgets?scope=wallet');
    return data[0];
  }
}
