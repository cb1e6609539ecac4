import type { Shell } from '../../../admin/key-setup.ts';
import type { Operation, SchemaObject } from './api-document.ts';

/** A request that the API takes as it is, if there is what its path names. */
export interface ExampleRequest {
  readonly method: string;
  /** With a value for each parameter of the path. */
  readonly path: string;
  readonly needsToken: boolean;
  /** null: no body. */
  readonly body: { readonly contentType: string; readonly text: string } | { readonly file: string } | null;
}

const JSON_TYPE = 'application/json';
const TABLE_TYPE = 'text/csv';
const TABLE_FILE = 'roster.csv';

/** Values of fields that a bare "text" would be wrong for. */
const VALUES: Readonly<Record<string, unknown>> = {
  ...{ name: 'AI 101', time_zone: 'Asia/Seoul', starts_on: '2027-03-02', ends_on: '2027-06-18' },
  crash_at: '2026-11-26T03:15:00.000Z',
  ...{ address: 'https://hooks.school.example/jigap', day: '2026-11-30', from: '10:00', to: '10:50' },
  ...{ limit_usd: 30, allowed: ['gpt-3.5-turbo'], allow: ['gpt-3.5-turbo'], pseudonym: 'u_0123456789abcdef' },
};

/** Its address is that of a model server. */
const DISCOVERY = '/api/models/discover';
const MODEL_SERVER = { address: 'http://127.0.0.1:11434/v1' };

/** A body needs this field or another one, which no schema here can say. */
const ONE_OF_TWO = ['limit_usd'];

export function exampleOf({ method, path, security, requestBody }: Operation): ExampleRequest {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(VALUES[name] ?? 1));
  const body = bodyOf(method, requestBody?.content ?? {}, path === DISCOVERY ? MODEL_SERVER : {});
  return { method, path: filled, needsToken: security?.length !== 0, body };
}

function bodyOf(
  method: string,
  content: NonNullable<Operation['requestBody']>['content'],
  own: Readonly<Record<string, unknown>>,
): ExampleRequest['body'] {
  const schema = content[JSON_TYPE]?.schema;
  if (schema === undefined) return TABLE_TYPE in content ? { file: TABLE_FILE } : null;
  const { properties = {}, required = [] } = schema;
  // A change of nothing is no example.
  const known = required.length > 0 || method !== 'PATCH' ? required : Object.keys(properties).slice(0, 1);
  const names = [...known, ...ONE_OF_TWO.filter((name) => name in properties && !known.includes(name))];
  if (names.length === 0) return null;
  return { contentType: JSON_TYPE, text: JSON.stringify({ ...pick(names, properties), ...own }) };
}

function pick(names: readonly string[], properties: Readonly<Record<string, SchemaObject>>): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, VALUES[name] ?? sampleOf(properties[name] ?? {})]));
}

function sampleOf({ type, enum: choices, anyOf, items, properties = {}, required = [] }: SchemaObject): unknown {
  if (choices !== undefined) return choices[0];
  if (anyOf !== undefined) return sampleOf(anyOf[0] ?? {});
  if (type === 'array') return [sampleOf(items ?? {})];
  if (type === 'object') return pick(required, properties);
  if (type === 'integer' || type === 'number') return 1;
  return type === 'boolean' ? true : 'text';
}

/** Lines to paste into a shell in which JIGAP_OWNER_TOKEN is set. @param origin of this server */
export function commandOf(example: ExampleRequest, origin: string, shell: Shell): string {
  return shell === 'posix' ? curlOf(example, origin) : powershellOf(example, origin);
}

function curlOf({ method, path, needsToken, body }: ExampleRequest, origin: string): string {
  const words = [`curl ${method === 'GET' ? '' : `-X ${method} `}'${origin}${path}'`];
  if (needsToken) words.push('-H "Authorization: Bearer $JIGAP_OWNER_TOKEN"');
  if (body !== null) words.push(`-H 'Content-Type: ${'file' in body ? TABLE_TYPE : body.contentType}'`);
  if (body !== null)
    words.push('file' in body ? `--data-binary @${body.file}` : `-d ${singleQuoted(body.text, "'\\''")}`);
  return `${words.join(' \\\n  ')}\n`;
}

function powershellOf({ method, path, needsToken, body }: ExampleRequest, origin: string): string {
  const words = [`Invoke-RestMethod '${origin}${path}' -Method ${method.charAt(0)}${method.slice(1).toLowerCase()}`];
  if (needsToken) words.push('-Headers @{ Authorization = "Bearer $env:JIGAP_OWNER_TOKEN" }');
  if (body !== null && 'file' in body) words.push(`-ContentType '${TABLE_TYPE}'`, `-InFile ${body.file}`);
  if (body !== null && !('file' in body)) {
    words.push(`-ContentType '${body.contentType}; charset=utf-8'`, `-Body ${singleQuoted(body.text, "''")}`);
  }
  return `${words.join(' `\n  ')}\n`;
}

function singleQuoted(text: string, quote: string): string {
  return `'${text.replaceAll("'", quote)}'`;
}
