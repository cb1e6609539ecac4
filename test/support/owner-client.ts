import type { Period } from '../../src/ledger/periods.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API says
export type ApiJson = any;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** null when it is not JSON. */
  readonly json: ApiJson;
  readonly text: string;
}

export interface NewStudent {
  readonly name?: string;
  readonly classId?: number;
  readonly budgets?: readonly { readonly period: Period; readonly limit_usd: number }[];
}

export interface StudentWithToken {
  readonly student: ApiJson;
  readonly token: string;
  readonly tokenId: number;
}

const JSON_TYPE = 'application/json';

/** Calls /api as the owner. */
export class OwnerClient {
  readonly #url: string;
  readonly #ownerToken: string;

  /** @param url of the server, without a path */
  constructor(url: string, ownerToken: string) {
    this.#url = url;
    this.#ownerToken = ownerToken;
  }

  /** Returns any answer of the server. Bound, so that it can be passed on alone. */
  readonly send = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#ownerToken}`,
        ...(body === undefined ? {} : { 'content-type': JSON_TYPE }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith(JSON_TYPE) === true;
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : null, text };
  };

  /** @throws Error for anything but a 2xx */
  readonly call = async (method: string, path: string, body?: unknown): Promise<ApiJson> => {
    const { status, json, text } = await this.send(method, path, body);
    if (status < 200 || status > 299) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return json;
  };

  /** Every row of a list. */
  async listAll(path: string): Promise<ApiJson[]> {
    const rows: ApiJson[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `${path.includes('?') ? '&' : '?'}limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: ApiJson = await this.call('GET', path + query);
      rows.push(...page.data);
      cursor = page.next_cursor;
    }
    return rows;
  }

  newClass(fields: Readonly<Record<string, unknown>>): Promise<ApiJson> {
    return this.call('POST', '/api/classes', fields);
  }

  /** @param label of the token */
  async newStudent(
    { name = 'A student', classId, budgets }: NewStudent = {},
    label?: string,
  ): Promise<StudentWithToken> {
    const student = await this.call('POST', '/api/students', {
      name,
      ...(classId === undefined ? {} : { class_id: classId }),
      ...(budgets === undefined ? {} : { budgets }),
    });
    const issued = await this.call('POST', `/api/students/${student.id}/tokens`, label === undefined ? {} : { label });
    return { student, token: issued.token, tokenId: issued.id };
  }
}
