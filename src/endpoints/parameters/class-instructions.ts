import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { LongText } from '../../upstream/json/long-text.ts';

/** A checked request with the instructions of the class before everything else. */
export interface InstructedCall {
  readonly fields: JsonObject;
  /** Items that were added at the beginning of the list of texts. */
  readonly itemsAdded: number;
}

const FIRST_ROLES: ReadonlySet<unknown> = new Set(['system', 'developer']);

/**
 * In a chat they are the beginning of the first message, if that instructs the model too; else a message of their own. So
 * there is one such message at most, as the chat templates of many local models want it, and never one of each role.
 *
 * The role is `system`: OpenAI reads it as `developer` where a model knows only that, and other servers know no other.
 * Sources: docs/decisions/0028-class-instructions.md.
 */
export function instructChat(fields: JsonObject, instructions: string): InstructedCall {
  const [first, ...others] = fields.messages as readonly JsonObject[];
  if (first !== undefined && FIRST_ROLES.has(first.role)) {
    const content = before(instructions, first.content);
    return { fields: { ...fields, messages: [{ ...first, content }, ...others] }, itemsAdded: 0 };
  }
  const message = { role: 'system', content: instructions };
  return { fields: { ...fields, messages: [message, ...(fields.messages as readonly JsonObject[])] }, itemsAdded: 1 };
}

/** Responses have a parameter for them, which is no item of the conversation. */
export function instructResponse(fields: JsonObject, instructions: string): InstructedCall {
  return { fields: { ...fields, instructions: before(instructions, fields.instructions) }, itemsAdded: 0 };
}

/** @param own the student's: a text, a list of parts, or nothing */
function before(instructions: string, own: unknown): unknown {
  if (own instanceof LongText) return before(instructions, own.toString());
  if (Array.isArray(own)) return beforeParts(instructions, own.filter(isObject));
  // A response repeats its instructions: a client that sends them again sends these, too.
  if (typeof own !== 'string' || own === '' || own === instructions) return instructions;
  return own.startsWith(`${instructions}\n\n`) ? own : `${instructions}\n\n${own}`;
}

/** Within the first part: the provider counts parts in its errors, and these are then those of the student. */
function beforeParts(instructions: string, [first, ...others]: readonly JsonObject[]): readonly JsonObject[] {
  const text = `${instructions}\n\n${String(first?.text ?? '')}`;
  return [{ ...first, type: 'text', text }, ...others];
}
