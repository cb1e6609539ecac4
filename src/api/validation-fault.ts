import type { FastifySchemaValidationError } from 'fastify';

export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

/** The schema validator's findings as one sentence about one field. */
export function faultOf(findings: readonly FastifySchemaValidationError[], part: string): Fault {
  const finding = tellingOne(findings);
  const where = pathOf(finding?.instancePath ?? '');
  if (finding === undefined) return { code: 'invalid_value', message: 'The request is not valid.', param: null };
  const { keyword, params } = finding;
  if (keyword === 'required') return missing(join(where, String(params.missingProperty)));
  if (keyword === 'additionalProperties') return unknown(join(where, String(params.additionalProperty)), part);
  if (where === '') return { code: 'invalid_body', message: 'Send one JSON object as the body.', param: null };
  return { code: 'invalid_value', message: `${where} ${demandOf(finding, findings)}.`, param: where };
}

/**
 * A value that may be null is an `anyOf`, which reports each branch before itself: the deepest finding that is not
 * about null tells a person most.
 */
function tellingOne(findings: readonly FastifySchemaValidationError[]): FastifySchemaValidationError | undefined {
  const telling = findings.filter((finding) => finding.keyword !== 'anyOf' && finding.params.type !== 'null');
  const depth = (finding: FastifySchemaValidationError) => finding.instancePath.split('/').length;
  return telling.sort((a, b) => depth(b) - depth(a))[0] ?? findings[0];
}

function missing(param: string): Fault {
  return { code: 'missing_value', message: `${param} is required.`, param };
}

function unknown(param: string, part: string): Fault {
  const kind = part === 'querystring' ? 'a query parameter' : 'a field';
  return { code: 'unknown_name', message: `${param} is not ${kind} here. Leave it out or correct its name.`, param };
}

function demandOf(finding: FastifySchemaValidationError, all: readonly FastifySchemaValidationError[]): string {
  const { keyword, params, message } = finding;
  const allowed = params.allowedValues;
  if (keyword === 'enum' && Array.isArray(allowed)) return `must be one of: ${allowed.join(', ')}`;
  const orNull = all.some(
    (other) => other.keyword === 'anyOf' && other.instancePath === finding.instancePath && finding.keyword === 'type',
  );
  return `${message ?? 'is not valid'}${orNull ? ' or null' : ''}`;
}

/** "/budgets/0/limit_usd" -> "budgets[0].limit_usd". */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : join(path, part)), '');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
