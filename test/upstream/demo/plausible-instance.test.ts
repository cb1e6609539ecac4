import { Check } from 'typebox/schema';
import { describe, expect, test } from 'vitest';
import { plausibleInstance } from '../../../src/upstream/demo/plausible-instance.ts';

const flavour = { text: 'Book a table for 4 in Seoul', label: '[jigap demo] ' };
const strict = (properties: Record<string, object>, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});

describe('plausibleInstance', () => {
  test.each<[string, object]>([
    [
      'numbers in ranges',
      strict({ a: { type: 'number', minimum: 0.2, maximum: 0.3 }, b: { type: 'integer', minimum: 7 } }),
    ],
    [
      'exclusive ranges',
      strict({
        a: { type: 'integer', exclusiveMinimum: 10, exclusiveMaximum: 12 },
        b: { type: 'number', exclusiveMaximum: -5 },
      }),
    ],
    [
      'multiples',
      strict({ a: { type: 'integer', multipleOf: 5, minimum: 11 }, b: { type: 'integer', multipleOf: 0.5 } }),
    ],
    ['string lengths', strict({ a: { type: 'string', maxLength: 3 }, b: { type: 'string', minLength: 60 } })],
    [
      'formats',
      strict({
        a: { type: 'string', format: 'date-time' },
        b: { type: 'string', format: 'email' },
        c: { type: 'string', format: 'uuid' },
      }),
    ],
    [
      'enums, constants, booleans, null',
      strict({ a: { enum: [3, 'x'] }, b: { const: 'b' }, c: { type: 'boolean' }, d: { type: 'null' } }),
    ],
    [
      'arrays',
      strict({
        a: { type: 'array', items: strict({ x: { type: 'integer' } }), minItems: 3 },
        b: { type: 'array', maxItems: 0 },
        c: { prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false },
      }),
    ],
    [
      'nullable types and unions',
      strict({ a: { type: ['null', 'integer'] }, b: { anyOf: [{ type: 'null' }, strict({ y: { type: 'string' } })] } }),
    ],
    [
      'references and allOf',
      strict(
        { a: { $ref: '#/$defs/point' }, b: { allOf: [{ $ref: '#/$defs/point' }, { required: ['z'] }] } },
        { $defs: { point: strict({ x: { type: 'number' } }, { additionalProperties: true }) } },
      ),
    ],
    ['a required name without a property', { type: 'object', required: ['loose'] }],
    [
      'recursion through a list',
      {
        $ref: '#/$defs/node',
        $defs: {
          node: strict({ name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } }),
        },
      },
    ],
    [
      'recursion through null',
      {
        $ref: '#/$defs/node',
        $defs: { node: strict({ next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } }) },
      },
    ],
  ])('is valid for %s', (_, schema) => {
    const instance = plausibleInstance(schema, flavour);
    expect({ instance, valid: Check(schema, instance) }).toEqual({ instance, valid: true });
  });
});

test('plausibleInstance puts the label into free strings, and takes numbers and names from the user’s words', () => {
  const schema = strict({ city: { type: 'string' }, note: { type: 'string' }, guests: { type: 'integer' } });
  expect(plausibleInstance(schema, flavour)).toEqual({
    city: '[jigap demo] Seoul',
    note: '[jigap demo] note',
    guests: 4,
  });
});

test('plausibleInstance finds a Korean place without its particle', () => {
  const schema = strict({ location: { type: 'string' } });
  expect(plausibleInstance(schema, { text: '제주도의 날씨는?', label: '' })).toEqual({ location: '제주도' });
});

test.each<[string, object]>([
  [
    'a tree that must branch for ever',
    { $ref: '#/$defs/n', $defs: { n: strict({ l: { $ref: '#/$defs/n' }, r: { $ref: '#/$defs/n' } }) } },
  ],
  ['a reference to itself', { $ref: '#' }],
  [
    'huge arrays in arrays',
    {
      type: 'array',
      minItems: 1e9,
      items: { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } },
    },
  ],
])('plausibleInstance stays small for a hostile schema: %s', (_, schema) => {
  expect(JSON.stringify(plausibleInstance(schema, flavour)).length).toBeLessThan(3_000_000);
});

test('plausibleInstance treats __proto__ as an ordinary property', () => {
  const schema: unknown = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"integer"}}}');
  expect(JSON.stringify(plausibleInstance(schema, flavour))).toBe('{"__proto__":4}');
});
