import { COOKBOOK_FRAME_TOKENS, countFunctions } from './cookbook-formula.ts';
import type { CountTokens } from './encodings.ts';
import { functionTools, schemaOf } from './function-tools.ts';
import { asciiText, COMPACT, floatNumber, type JsonStyle, pageText, pythonText, writeJson } from './json-writer.ts';
import { type TypeScriptStyle, writeFunctions, writeType } from './typescript-writer.ts';
import { writeYaml } from './yaml-writer.ts';

/** One way in which a provider may show the model what came as JSON. */
export interface Rendering {
  readonly name: string;
  /** Of `tools`, `functions` or a choice among them. */
  readonly countTools: (tools: unknown, count: CountTokens) => number;
  /** Of the format of an answer. */
  readonly countFormat: (format: unknown, count: CountTokens) => number;
  /** Of the arguments of an earlier call. */
  readonly countArguments: (json: string, count: CountTokens) => number;
  /** The text around any tools and formats. */
  readonly frame: string;
  readonly frameTokens: number;
}

const TOOLS_FRAME = '# Tools\n\n## functions\n\nnamespace functions {\n\n} // namespace functions';
const FORMATS_FRAME = '\n\n# Response Formats\n\n## \n\n// ';

export const RENDERINGS: readonly Rendering[] = [
  inTypeScript('TypeScript', { indent: '', value: (value) => writeJson(value, COMPACT) }),
  inTypeScript('TypeScript, indented, with floats', {
    indent: '  ',
    value: (value) => writeJson(value, { ...COMPACT, number: floatNumber }),
  }),
  byTheCookbook(),
  inJson('compact JSON', {}),
  inJson('JSON with spaces', { comma: ', ', colon: ': ' }),
  inJson('JSON indented by 2', { indent: '  ', colon: ': ' }),
  inJson('JSON indented by 4', { indent: '    ', colon: ': ' }),
  inJson('JSON indented by 8', { indent: '        ', colon: ': ' }),
  inJson('JSON indented by tabs', { indent: '\t', colon: ': ' }),
  inJson('JSON in ASCII', { text: asciiText, comma: ', ', colon: ': ' }),
  inJson('JSON in ASCII, indented by 4', { text: asciiText, indent: '    ', colon: ': ' }),
  inJson('JSON for pages, with floats', { text: pageText, number: floatNumber, indent: '  ', colon: ': ' }),
  inJson('a Python dict', { text: pythonText, number: floatNumber, comma: ', ', colon: ': ' }),
  asText('JSON in a JSON string', (value) => JSON.stringify(JSON.stringify(value))),
  asText('YAML', writeYaml),
];

function inJson(name: string, style: Partial<JsonStyle>): Rendering {
  return asText(name, (value) => writeJson(value, { ...COMPACT, ...style }));
}

function asText(name: string, write: (value: unknown) => string): Rendering {
  const countValue = (value: unknown, count: CountTokens) => count(write(value));
  return {
    name,
    countTools: countValue,
    countFormat: countValue,
    countArguments: (json, count) => Math.max(count(json), count(rewritten(json, write))),
    frame: TOOLS_FRAME + FORMATS_FRAME,
    frameTokens: 0,
  };
}

/** Arguments that are no JSON stay what they are. */
function rewritten(json: string, write: (value: unknown) => string): string {
  try {
    return write(JSON.parse(json));
  } catch {
    return json;
  }
}

function inTypeScript(name: string, style: TypeScriptStyle): Rendering {
  return {
    name,
    countTools: (tools, count) => count(writeFunctions(functionTools(tools), style)),
    countFormat: (format, count) => count(writeFormat(format, style)),
    countArguments: (json, count) => count(json),
    frame: TOOLS_FRAME + FORMATS_FRAME,
    frameTokens: 0,
  };
}

function writeFormat(format: unknown, style: TypeScriptStyle): string {
  const { json_schema: nested } = schemaOf(format);
  const { name, description, schema } = schemaOf(nested ?? format);
  return `${String(name)}${String(description)}${writeType(schema, style, 0)}`;
}

function byTheCookbook(): Rendering {
  return {
    ...inTypeScript("the cookbook's formula", { indent: '', value: (value) => writeJson(value, COMPACT) }),
    countTools: (tools, count) => countFunctions(functionTools(tools), count),
    frame: '',
    frameTokens: COOKBOOK_FRAME_TOKENS,
  };
}
