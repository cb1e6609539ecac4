import { createRequire } from 'node:module';
import type ajv from '@fastify/ajv-compiler';

type BuildValidator = ajv.BuildCompilerFromPool;
type Validate = ReturnType<ReturnType<BuildValidator>>;

const require = createRequire(import.meta.url);
let buildFromPool: BuildValidator | null = null;

/**
 * Compiles a schema at the first request that it checks, and loads the compiler then: all schemas of the API, at every
 * start, took 100 ms and memory for as long as the process ran.
 */
const buildValidator: BuildValidator = (externalSchemas, options) => (schema) => {
  let compiled: Validate | null = null;
  const validate = (data: unknown) => {
    compiled ??= loadCompiler()(externalSchemas, options)(schema);
    const result = compiled(data);
    lazy.errors = compiled.errors ?? null;
    return result;
  };
  // Of a validator, Fastify takes the result and the errors.
  const lazy = validate as Validate;
  return lazy;
};

/** Schemas are constants, so a second server of the process (each test starts one) finds them compiled. */
function loadCompiler(): BuildValidator {
  // Not import(): a validator answers at once.
  buildFromPool ??= (require('@fastify/ajv-compiler') as typeof ajv)();
  return buildFromPool;
}

/** Our own code makes the answers: their schemas are documentation, and tests compare the two. */
const buildSerializer = () => () => JSON.stringify;

export const SCHEMA_COMPILERS = { buildValidator, buildSerializer };
