import type { FastifySchemaValidationError } from 'fastify';
import type { Texts } from '../language/texts.ts';
import { ApiError, invalidValue, missingValue } from './api-error.ts';

/**
 * The errors that the schema validator found, as one sentence about one field.
 * @param part of the request: "body", "querystring" or "params"
 */
export function describeInvalid(errors: readonly FastifySchemaValidationError[], part: string): ApiError {
  const error = mostTelling(errors);
  const where = pathFrom(error?.instancePath ?? '');
  if (error === undefined) return INVALID_REQUEST;
  const { keyword, params } = error;
  if (keyword === 'required') return missing(join(where, String(params.missingProperty)));
  if (keyword === 'additionalProperties') return unknown(join(where, String(params.additionalProperty)), part);
  if (where === '') return NOT_AN_OBJECT;
  const { en, ko } = demandOf(error, errors);
  return invalidValue(where, { en: `${where} ${en}.`, ko: `${where} 값은 ${ko}.` });
}

const INVALID_REQUEST = new ApiError(400, 'invalid_value', {
  en: 'The request is not valid.',
  ko: '요청이 올바르지 않습니다.',
});
const NOT_AN_OBJECT = new ApiError(400, 'invalid_body', {
  en: 'Send one JSON object as the body.',
  ko: '본문으로 JSON 객체 하나를 보내세요.',
});

/**
 * A value that may be null is an `anyOf`, which reports each branch before itself: the deepest error that is not about
 * null tells a person most.
 */
function mostTelling(errors: readonly FastifySchemaValidationError[]): FastifySchemaValidationError | undefined {
  const telling = errors.filter((error) => error.keyword !== 'anyOf' && error.params.type !== 'null');
  const depth = (error: FastifySchemaValidationError) => error.instancePath.split('/').length;
  return telling.sort((a, b) => depth(b) - depth(a))[0] ?? errors[0];
}

function missing(param: string): ApiError {
  return missingValue(param, { en: `${param} is required.`, ko: `${param} 값이 필요합니다.` });
}

function unknown(param: string, part: string): ApiError {
  const kind =
    part === 'querystring' ? { en: 'a query parameter', ko: '쿼리 매개변수' } : { en: 'a field', ko: '필드' };
  const texts = {
    en: `${param} is not ${kind.en} here. Leave it out or correct its name.`,
    ko: `여기에는 ${param} ${kind.ko}가 없습니다. 빼거나 이름을 고치세요.`,
  };
  return new ApiError(400, 'unknown_name', texts, param);
}

/** What the value must be; Korean without "값은" before it. */
function demandOf(error: FastifySchemaValidationError, all: readonly FastifySchemaValidationError[]): Texts<string> {
  const { keyword, params, message } = error;
  const allowed = params.allowedValues;
  if (keyword === 'enum' && Array.isArray(allowed)) {
    const list = allowed.join(', ');
    return { en: `must be one of: ${list}`, ko: `다음 중 하나여야 합니다: ${list}` };
  }
  const orNull = all.some(
    (other) => other.keyword === 'anyOf' && other.instancePath === error.instancePath && keyword === 'type',
  );
  return { en: `${message ?? 'is not valid'}${orNull ? ' or null' : ''}`, ko: koreanDemand(keyword, params, orNull) };
}

const KOREAN_TYPES: Readonly<Record<string, string>> = {
  ...{ string: '문자열', integer: '정수', number: '숫자', boolean: 'true 또는 false', array: '배열', object: '객체' },
};

/** For the keywords that the schemas of src/api use. */
function koreanDemand(keyword: string, { type, limit }: Record<string, unknown>, orNull: boolean): string {
  if (keyword === 'type') {
    return `${KOREAN_TYPES[String(type)] ?? String(type)}${orNull ? '이거나 null이어야' : '이어야'} 합니다`;
  }
  if (keyword === 'minimum') return `${String(limit)} 이상이어야 합니다`;
  if (keyword === 'maximum') return `${String(limit)} 이하여야 합니다`;
  if (keyword === 'minLength') return `${String(limit)}자 이상이어야 합니다`;
  if (keyword === 'maxLength') return `${String(limit)}자 이하여야 합니다`;
  if (keyword === 'minItems') return `${String(limit)}개 이상이어야 합니다`;
  if (keyword === 'maxItems') return `${String(limit)}개 이하여야 합니다`;
  return '올바르지 않습니다';
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
