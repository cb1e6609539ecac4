import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import fastify, { type RouteOptions } from 'fastify';
import Type from 'typebox';
import type { ApiApp } from './api-deps.ts';

type OpenApiOptions = NonNullable<FastifyDynamicSwaggerOptions['openapi']>;

/** Of the API, not of the product: it moves when an answer changes its shape. */
const API_VERSION = '1';

const DESCRIPTION = {
  openapi: '3.1.0',
  info: {
    title: 'jigap, the owner’s API',
    description:
      'Money is in USD, instants are ISO 8601 in UTC, lists go on at next_cursor. The sentences of errors follow Accept-Language (en, ko).',
    version: API_VERSION,
  },
  components: {
    securitySchemes: {
      ownerToken: {
        type: 'http',
        scheme: 'bearer',
        description: 'The owner token (jgo_...), shown at first start.',
      },
    },
  },
  security: [{ ownerToken: [] }],
  tags: [
    { name: 'classes', description: 'Groups of students with a time zone, dates and budgets.' },
    { name: 'join requests', description: 'Who waits to be let into a class, and what it is told.' },
    { name: 'lessons', description: 'When a class is open: hours, sessions, pauses.' },
    { name: 'end of term', description: 'Archived classes, their copies, and students who leave.' },
    { name: 'forgetting', description: 'What becomes of the names of students who left.' },
    { name: 'students', description: 'People with budgets and API tokens.' },
    { name: 'tokens', description: 'What students call the gateway with.' },
    { name: 'claim links', description: 'Links by which students get their API tokens themselves, each once.' },
    { name: 'budgets', description: 'Limits per period for the wallet, a class or a student.' },
    { name: 'usage', description: 'Sums of what was used.' },
    { name: 'requests', description: 'The calls, one by one.' },
    { name: 'incidents', description: 'What the owner must see.' },
    { name: 'notices', description: 'What the owner is told once.' },
    { name: 'notice channels', description: 'Where notices go, and what arrived there.' },
    { name: 'audit', description: 'Who changed what.' },
    { name: 'checks', description: 'Whether the books are right.' },
    { name: 'backups', description: 'Copies of the whole database, and exports.' },
    { name: 'providers', description: 'Who answers calls.' },
    { name: 'models', description: 'What students may use, and which model answers for a name.' },
    { name: 'settings', description: 'What the owner sets while the server runs.' },
    { name: 'owner token', description: 'What the owner signs in with.' },
    { name: 'openapi', description: 'This description.' },
  ],
} satisfies OpenApiOptions;

/** Serves the description of every route that is registered after it, without authentication. */
export function openApi(app: ApiApp): void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  let document: Promise<object> | null = null;
  app.get(
    '/openapi.json',
    {
      schema: {
        tags: ['openapi'],
        summary: 'Describe this API',
        security: [],
        response: { 200: Type.Unknown({ description: 'An OpenAPI 3.1 document.' }) },
      },
    },
    () => {
      document ??= describe(routes);
      return document;
    },
  );
}

/** By a server that never listens: what writes the document takes 10 MB, and most starts never need it. */
async function describe(routes: readonly RouteOptions[]): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger');
  const described = fastify({ exposeHeadRoutes: false });
  described.setValidatorCompiler(() => () => true);
  described.setSerializerCompiler(() => () => '');
  await described.register(swagger, { openapi: DESCRIPTION });
  for (const { method, url, schema } of routes) {
    if (method !== 'HEAD') described.route({ method, url, ...(schema && { schema }), handler: () => {} });
  }
  await described.ready();
  return described.swagger();
}
