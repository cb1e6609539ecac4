/** Every way to put something stored, hosted or paid into a body. No schema of ours is asked about it. */

/** Nothing in them is looked at: what the gateway says itself, the schemas of functions, what clients add for themselves. */
const OPEN = new Set([
  ...['model', 'user', 'metadata', 'store', 'service_tier', 'parameters', 'schema', 'parsed', 'parsed_arguments'],
  ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'max_tool_calls', 'reasoning_content', 'async'],
  ...['namespace', 'prefix'],
]);

/** For a name: as a further field it is something that others have stored, or that costs. */
const FURTHER: Readonly<Record<string, unknown>> = {
  file_id: 'file-1',
  file: { file_id: 'file-1' },
  image_url: { url: 'https://a.example/cat.png' },
  input_audio: { data: '', format: 'mp3' },
  previous_response_id: 'resp_1',
  conversation: 'conv_1',
  prompt_cache_breakpoint: { mode: 'explicit' },
  web_search_options: {},
  server_url: 'https://a.example',
};
/** In place of what is there: neither a text, a number, a boolean nor a list of such. */
const INSTEAD: readonly unknown[] = [
  ...[{ file_id: 'file-1' }, { id: 'file-1' }, { type: 'web_search' }, { type: 'item_reference', id: 'msg_1' }],
  ...[[{ type: 'input_file', file_id: 'file-1' }], [{ type: 'web_search_preview' }], [[['x']]]],
];

interface Place {
  readonly place: string;
  readonly bodies: readonly unknown[];
}

/** Every place in a body outside of what is open, with bodies that have something stored, hosted or paid there. */
export function placesIn(value: unknown, place = '', put: (one: unknown) => unknown = (one) => one): Place[] {
  if (Array.isArray(value)) {
    const bodies = [{ file_id: 'file-1' }, { type: 'web_search' }, { type: 'item_reference', id: 'x' }, [[1]]].map(
      (one) => put([...value, one]),
    );
    return [
      { place: `${place}[]`, bodies },
      ...value.flatMap((one, index) => placesIn(one, `${place}[${index}]`, (other) => put(value.with(index, other)))),
    ];
  }
  if (typeof value !== 'object' || value === null) return [{ place, bodies: INSTEAD.map(put) }];
  const further = Object.entries(FURTHER).map(([name, said]) => put({ ...value, [name]: said }));
  const fields = Object.entries(value).filter(([name]) => !OPEN.has(name));
  return [
    { place: `${place}{}`, bodies: further },
    ...fields.flatMap(([name, one]) => placesIn(one, `${place}.${name}`, (other) => put({ ...value, [name]: other }))),
  ];
}
