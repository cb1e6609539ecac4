import type { FastifyRequest } from 'fastify';
import { preferredLanguage } from '../language/accept-language.ts';
import type { Language } from '../language/languages.ts';

/** The language of the sentences in an answer: English unless Accept-Language prefers another. */
export function requestLanguage({ headers }: Pick<FastifyRequest, 'headers'>): Language {
  return preferredLanguage(headers['accept-language'] ?? '') ?? 'en';
}
