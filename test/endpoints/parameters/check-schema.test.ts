import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAT_REQUEST } from '../../../src/endpoints/chat.ts';
import { COMPLETIONS_REQUEST } from '../../../src/endpoints/completions.ts';
import { EMBEDDINGS_REQUEST } from '../../../src/endpoints/embeddings.ts';
import type { EndpointKind } from '../../../src/endpoints/endpoints.ts';
import { IMAGES_REQUEST } from '../../../src/endpoints/images.ts';
import { MODERATIONS_REQUEST } from '../../../src/endpoints/moderations.ts';
import { checkSchema } from '../../../src/endpoints/parameters/check-schema.ts';
import { ParameterError } from '../../../src/endpoints/parameters/parameter-error.ts';
import type { ObjectSchema } from '../../../src/endpoints/parameters/schema.ts';
import { RESPONSES_REQUEST } from '../../../src/endpoints/responses.ts';
import { SPEECH_REQUEST } from '../../../src/endpoints/speech.ts';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { placesIn } from '../../access/stored-values.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { CLIENT_BODIES } from '../client-bodies.ts';
import { legal, violations } from './schema-bodies.ts';

const SCHEMAS: Readonly<Record<EndpointKind, ObjectSchema>> = {
  chat: CHAT_REQUEST,
  responses: RESPONSES_REQUEST,
  completions: COMPLETIONS_REQUEST,
  embeddings: EMBEDDINGS_REQUEST,
  moderations: MODERATIONS_REQUEST,
  images: IMAGES_REQUEST,
  speech: SPEECH_REQUEST,
};
const SCHEMAS_BY_NAME = Object.entries(SCHEMAS);

/** The error of a body; null when it is allowed. */
function findError(body: unknown, schema: ObjectSchema): ParameterError | null {
  try {
    checkSchema(body as JsonObject, schema);
    return null;
  } catch (error) {
    if (error instanceof ParameterError) return error;
    throw error;
  }
}

describe('checkSchema on a generated body', () => {
  const allowsBodies = (schema: ObjectSchema, numRuns: number) => {
    fc.assert(
      fc.property(legal(schema), (body) => {
        const before = structuredClone(body);
        expect(findError(body, schema)).toBeNull();
        expect(body).toEqual(before);
      }),
      { numRuns },
    );
  };
  for (const [name, schema] of SCHEMAS_BY_NAME) {
    const title = `allows a body of ${name}, and does not change it`;
    test(title, () => allowsBodies(schema, 80));
    test(`${title}: 400 times`, LONG_RUN, () => allowsBodies(schema, 400));
  }

  const refusesWrongBodies = (schema: ObjectSchema, numRuns: number) => {
    let refused = 0;
    fc.assert(
      fc.property(legal(schema), fc.infiniteStream(fc.nat()), (right, chosen) => {
        const wrong = violations(right, schema);
        for (const number of chosen.take(40)) {
          const { body, param } = wrong[number % wrong.length] ?? { body: null, param: '' };
          const error = findError(body, schema);
          // A message that is written for every body takes most of the time of this test.
          if (error?.param.startsWith(param)) refused++;
          else throw new Error(`${error?.param ?? 'nothing'} is refused for ${param} of ${JSON.stringify(body)}`);
        }
      }),
      { numRuns },
    );
    expect(refused).toBe(40 * numRuns);
  };
  for (const [name, schema] of SCHEMAS_BY_NAME) {
    const title = `refuses a body of ${name} with one thing wrong at any depth, and names its place`;
    test(title, () => refusesWrongBodies(schema, 40));
    test(`${title}: 8000 times`, LONG_RUN, () => refusesWrongBodies(schema, 200));
  }
});

describe('checkSchema on a body of a client', () => {
  const bodies = CLIENT_BODIES.map(({ client, endpoint, body }) => ({
    ...{ client, endpoint, body },
    schema: SCHEMAS[endpoint],
  }));

  test.each(bodies)('allows the body of $client ($endpoint)', ({ body, schema }) => {
    expect(findError(body, schema)).toBeNull();
  });

  test.each(bodies)(
    'of $client with something stored or hosted at any place is refused ($endpoint)',
    ({ body, schema }) => {
      const places = placesIn(body);
      expect(places.length).toBeGreaterThan(1);
      for (const { place, bodies: wrong } of places) {
        for (const one of wrong) expect(findError(one, schema), `${place}: ${JSON.stringify(one)}`).not.toBeNull();
      }
    },
  );
});

describe('checkSchema on fields that are not sent', () => {
  const message = (more: object) => ({ messages: [{ role: 'assistant', content: 'a', ...more }] });
  const item = (more: object) => ({ input: [{ role: 'assistant', content: 'a', ...more }] });

  test.each<[string, ObjectSchema, object]>([
    ['what parse() read', CHAT_REQUEST, message({ parsed: { loud: true } })],
    ['what parse() did not read', CHAT_REQUEST, message({ parsed: null })],
    ['the thoughts of a local model', CHAT_REQUEST, message({ reasoning_content: 'hm', reasoning: 'hm' })],
    ['unknown names that say nothing', CHAT_REQUEST, message({ provider_specific_fields: null, prefix: false })],
    ['known names that say nothing', CHAT_REQUEST, message({ tool_calls: null, name: null, tool_call_id: null })],
    ['unknown names that say nothing, in an item', RESPONSES_REQUEST, item({ agent: null, async: false })],
  ])('drops %s', (_what, schema, body) => {
    const sent = checkSchema(body as JsonObject, schema);
    const plain = schema === CHAT_REQUEST ? message({}) : item({});
    expect(JSON.stringify(sent)).toBe(JSON.stringify(plain));
  });

  test('drops what parse() read from the arguments of calls, and the index of a joined stream', () => {
    const called = { name: 'f', arguments: '{}' };
    const body = message({
      tool_calls: [{ index: 0, id: 'c', type: 'function', function: { ...called, parsed_arguments: {} } }],
    });
    const sent = message({ tool_calls: [{ id: 'c', type: 'function', function: called }] });
    expect(JSON.stringify(checkSchema(body, CHAT_REQUEST))).toBe(JSON.stringify(sent));
    const call = { type: 'function_call', call_id: 'c', ...called };
    const answer = { input: [{ ...call, parsed_arguments: {}, async: false, namespace: null }] };
    expect(JSON.stringify(checkSchema(answer, RESPONSES_REQUEST))).toBe(JSON.stringify({ input: [call] }));
  });

  test('drops nothing in the schema of a function with any names', () => {
    const parameters = { type: 'object', parsed: 1, x: null, y: false, file_id: 'file-1', properties: { z: null } };
    const body = { ...message({}), tools: [{ type: 'function', function: { name: 'f', parameters } }] };
    expect(JSON.stringify(checkSchema(body, CHAT_REQUEST))).toBe(JSON.stringify(body));
  });

  test.each<[string, ObjectSchema, string]>([
    ['an unknown parameter of null', CHAT_REQUEST, '{"messages":[{"role":"user"}],"plugins":null}'],
    ['an unknown parameter of false', CHAT_REQUEST, '{"messages":[{"role":"user"}],"plugins":false}'],
    ['__proto__ at the top', CHAT_REQUEST, '{"messages":[{"role":"user"}],"__proto__":null}'],
    ['an unknown name that says something', CHAT_REQUEST, '{"messages":[{"role":"user","plugins":0}]}'],
    ['an unknown name with an empty text', CHAT_REQUEST, '{"messages":[{"role":"user","plugins":""}]}'],
  ])('does not drop %s', (_what, schema, body) => {
    expect(findError(JSON.parse(body), schema)?.problem).toBe('unknown');
  });

  test('drops the fields of an answer that the Agents SDK for Node repeats in its parts', () => {
    const rest = { role: 'assistant', annotations: [], tool_calls: [{ id: 'call_1' }], reasoning_content: 'hm' };
    const text = { type: 'text', text: 'Sunny.' };
    const refusal = { type: 'refusal', refusal: 'No.' };
    const body = message({
      content: [
        { ...text, refusal: null, ...rest },
        { ...refusal, content: null, ...rest },
      ],
    });
    const sent = checkSchema(body as JsonObject, CHAT_REQUEST);
    expect(JSON.stringify(sent)).toBe(JSON.stringify(message({ content: [text, refusal] })));
  });
});
