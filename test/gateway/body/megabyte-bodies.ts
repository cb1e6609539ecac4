export const MEGABYTE = 1_000_000;

/** Of a request. */
export type Body = readonly [path: string, body: Buffer];

export const bodyOf = (path: string, json: string): Body => [path, Buffer.from(json)];

/** So many bytes of parts, separated by commas. */
export function repeated(part: string | ((index: number) => string), bytes = MEGABYTE - 300): string {
  const parts: string[] = [];
  for (let length = 0; length < bytes; ) {
    const one = typeof part === 'string' ? part : part(parts.length);
    parts.push(one);
    length += one.length + 1;
  }
  return parts.join(',');
}

/** @param messages and @param more fields as JSON */
export function chat(messages: string, { more = '', model = 'gpt-3.5-turbo' } = {}): Body {
  return bodyOf('/chat/completions', `{"model":"${model}","messages":[${messages}]${more}}`);
}

/** The parameters of a function. */
export function schema(json: string): Body {
  const more = `,"tools":[{"type":"function","function":{"name":"f","parameters":${json}}}]`;
  return chat('{"role":"user","content":"hi"}', { more });
}

/** The arguments of an earlier call. */
export function toolCall(json: string): Body {
  const call = `{"id":"a","type":"function","function":{"name":"f","arguments":${JSON.stringify(json)}}}`;
  return chat(`{"role":"assistant","tool_calls":[${call}]}`);
}

export const inputs = (json: string): Body =>
  bodyOf('/embeddings', `{"model":"text-embedding-3-small","input":${json}}`);

/** An object with so many parts in a list or an object, and a text that makes it a megabyte. */
export function filled(open: '[' | '{', parts: number, part: (index: number) => string): string {
  const some = Array.from({ length: parts }, (_, index) => part(index)).join(',');
  const text = 'a'.repeat(Math.max(0, MEGABYTE - some.length - 400));
  return `{"a":"${text}","b":${open}${some}${open === '[' ? ']' : '}'}}`;
}

/** What any student may send. */
export const ORDINARY: readonly Body[] = [
  chat(repeated('{"role":"user","content":"Explain why the sky is blue, as to a first-year student."}')),
  chat(`{"role":"user","content":"${'Explain why the sky is blue. '.repeat(34_000)}"}`),
  inputs(`[${repeated((index) => String(10_000 + (index % 90_000)))}]`),
  schema(
    `{"type":"object","properties":{${repeated((index) => `"name_${index % 100}":{"type":"string","description":"What the student is called, as it stands in the register of the class"}`)}}}`,
  ),
];
