import type { FastifySchemaValidationError } from 'fastify';

export interface InvalidField {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

/**
 * The errors that the schema validator found, as one sentence about one field.
 * @param part of the request: "body", "querystring" or "params"
 */
export function describeInvalid(errors: readonly FastifySchemaValidationError[], part: string): InvalidField {
  const error = mostTelling(errors);
  const where = pathFrom(error?.instancePath ?? '');
  if (error === undefined) return { code: 'invalid_value', message: 'The request is not valid.', param: null };
  const { keyword, params } = error;
  if (keyword === 'required') return missing(join(where, String(params.missingProperty)));
  if (keyword === 'additionalProperties') return unknown(join(where, String(params.additionalProperty)), part);
  if (where === '') return { code: 'invalid_body', message: 'Send one JSON object as the body.', param: null };
  return { code: 'invalid_value', message: `${where} ${demandOf(error, errors)}.`, param: where };
}

/**
 * A value that may be null is an `anyOf`, which reports each branch before itself: the deepest error that is not about
 * null tells a person most.
 */
function mostTelling(errors: readonly FastifySchemaValidationError[]): FastifySchemaValidationError | undefined {
  const telling = errors.filter((error) => error.keyword !== 'anyOf' && error.params.type !== 'null');
  const depth = (error: FastifySchemaValidationError) => error.instancePath.split('/').length;
  return telling.sort((a, b) => depth(b) - depth(a))[0] ?? errors[0];
}

function missing(param: string): InvalidField {
  return { code: 'missing_value', message: `${param} is required.`, param };
}

function unknown(param: string, part: string): InvalidField {
  const kind = part === 'querystring' ? 'a query parameter' : 'a field';
  return { code: 'unknown_name', message: `${param} is not ${kind} here. Leave it out or correct its name.`, param };
}

function demandOf(error: FastifySchemaValidationError, all: readonly FastifySchemaValidationError[]): string {
  const { keyword, params, message } = error;
  const allowed = params.allowedValues;
  if (keyword === 'enum' && Array.isArray(allowed)) return `must be one of: ${allowed.join(', ')}`;
  const orNull = all.some(
    (other) => other.keyword === 'anyOf' && other.instancePath === error.instancePath && keyword === 'type',
  );
  return `${message ?? 'is not valid'}${orNull ? ' or null' : ''}`;
}

/** "/budgets/0/limit_usd" -> "budgets[0].limit_usd". */
function pathFrom(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : join(path, part)), '');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
