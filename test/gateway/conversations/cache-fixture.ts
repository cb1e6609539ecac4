import { afterEach } from 'vitest';
import {
  ConversationCache,
  type ConversationInput,
  itemsUpTo,
} from '../../../src/gateway/conversations/conversation-cache.ts';

export const HOUR_MS = 3_600_000;
export const KIB = 1024;
export const LIMITS = { ageMs: HOUR_MS, studentAnswers: 4, studentBytes: 16 * KIB, totalBytes: 40 * KIB };
/** ms UTC, of all caches of this fixture. */
export const clock = { now: 0 };
const open: ConversationCache[] = [];
afterEach(() => {
  for (const items of open.splice(0)) items.clear();
});

export function newItems(limits: Partial<typeof LIMITS> = {}): ConversationCache {
  clock.now = 1_000_000;
  const items = new ConversationCache({ ...LIMITS, ...limits }, () => clock.now);
  open.push(items);
  return items;
}

export function item(id: string, bytes = 10) {
  return { type: 'message', id, text: 'x'.repeat(bytes) };
}

export function first(...added: unknown[]): ConversationInput {
  return { previous: null, added, whole: added };
}

export function followUp(
  items: ConversationCache,
  studentId: number,
  responseId: string,
  ...added: unknown[]
): ConversationInput {
  const previous = items.find(studentId, responseId);
  return { previous, added, whole: [...readItems(items, studentId, responseId), ...added] };
}

/** The items up to an answer; none when it is not cached. */
export function readItems(items: ConversationCache, studentId: number, responseId: string): unknown[] {
  const answer = items.find(studentId, responseId);
  return answer === null ? [] : JSON.parse(`[${itemsUpTo(answer).join(',')}]`);
}
