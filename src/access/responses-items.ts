import { type JsonObject, listAt, objectAt, onlyKeys, ParameterFault, textAt } from './parameters.ts';

const TEXT_PARTS = new Map([
  ['input_text', 'text'],
  ['output_text', 'text'],
  ['refusal', 'refusal'],
]);
const PART_KEYS = new Set(['type', 'text', 'refusal', 'annotations', 'logprobs']);
const MESSAGE_KEYS = new Set(['type', 'role', 'content', 'id', 'status', 'phase']);
const ROLES = new Set(['system', 'developer', 'user', 'assistant']);
/** With what an answer's call carries, so that it can be sent back as it came. */
const CALL_KEYS = new Set(['type', 'id', 'call_id', 'name', 'arguments', 'input', 'status', 'caller']);
const CALL_TEXTS = ['call_id', 'name', 'arguments', 'input'];
const CALL_OUTPUT_KEYS = new Set(['type', 'id', 'call_id', 'output', 'status', 'caller']);
const THOUGHT_KEYS = new Set(['type', 'text']);
const REASONING_KEYS = new Set(['type', 'id', 'summary', 'content', 'encrypted_content', 'status']);

/** The policy of `input`: a text, or items that hold texts and are whole. @throws ParameterFault */
export function checkItems(value: unknown): void {
  if (value === undefined || value === null || value === '') throw new ParameterFault('missing', 'input');
  if (typeof value === 'string') return;
  const items = listAt(value, 'input');
  if (items.length === 0) throw new ParameterFault('missing', 'input');
  items.forEach((item, index) => {
    checkItem(objectAt(item, `input[${index}]`), `input[${index}]`);
  });
}

function checkItem(item: JsonObject, path: string): void {
  switch (item.type ?? 'message') {
    case 'message':
      checkMessage(item, path);
      break;
    case 'function_call':
    case 'custom_tool_call':
      checkCall(item, path);
      break;
    case 'function_call_output':
    case 'custom_tool_call_output':
      onlyKeys(item, CALL_OUTPUT_KEYS, path);
      checkCaller(item.caller, `${path}.caller`);
      checkText(item.output, `${path}.output`);
      break;
    case 'reasoning':
      checkReasoning(item, path);
      break;
    default:
      throw new ParameterFault(item.type === 'item_reference' ? 'stored' : 'unsupported', `${path}.type`);
  }
}

function checkCall(call: JsonObject, path: string): void {
  onlyKeys(call, CALL_KEYS, path);
  checkCaller(call.caller, `${path}.caller`);
  for (const name of CALL_TEXTS) if (call[name] !== undefined) textAt(call[name], `${path}.${name}`);
}

/** A program that called it would have run at the provider's. */
function checkCaller(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  if (objectAt(value, path).type !== 'direct') throw new ParameterFault('unsupported', path);
}

function checkReasoning(item: JsonObject, path: string): void {
  onlyKeys(item, REASONING_KEYS, path);
  // Without its content it would be looked up by its id among everyone's.
  if (typeof item.encrypted_content !== 'string' || item.encrypted_content === '') {
    throw new ParameterFault('missing', `${path}.encrypted_content`);
  }
  for (const name of ['summary', 'content']) {
    if ((item[name] ?? null) === null) continue;
    listAt(item[name], `${path}.${name}`).forEach((part, index) => {
      const place = `${path}.${name}[${index}]`;
      onlyKeys(objectAt(part, place), THOUGHT_KEYS, place);
      textAt((part as JsonObject).text, `${place}.text`);
    });
  }
}

function checkMessage(message: JsonObject, path: string): void {
  onlyKeys(message, MESSAGE_KEYS, path);
  if (typeof message.role !== 'string' || !ROLES.has(message.role)) {
    throw new ParameterFault('wrong-type', `${path}.role`, 'choice');
  }
  checkText(message.content, `${path}.content`);
}

/** A text, or a list of parts that are texts. */
function checkText(value: unknown, path: string): void {
  if (typeof value === 'string') return;
  listAt(value, path).forEach((part, index) => {
    const place = `${path}[${index}]`;
    const { type } = objectAt(part, place);
    const field = typeof type === 'string' ? TEXT_PARTS.get(type) : undefined;
    if (field === undefined) throw new ParameterFault('not-text', `${place}.type`);
    onlyKeys(part as JsonObject, PART_KEYS, place);
    textAt((part as JsonObject)[field], `${place}.${field}`);
    checkAnnotations((part as JsonObject).annotations, `${place}.annotations`);
  });
}

/** All but the address of a page name a file, and files are everyone's. */
function checkAnnotations(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  listAt(value, path).forEach((annotation, index) => {
    if (objectAt(annotation, `${path}[${index}]`).type !== 'url_citation') {
      throw new ParameterFault('unsupported', `${path}[${index}].type`);
    }
  });
}
