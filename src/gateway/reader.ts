import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/callers.ts';
import { readerIn } from '../access/owner-titles.ts';
import { preferredLanguage } from '../language/accept-language.ts';
import type { Language } from '../language/languages.ts';
import type { Reader } from '../language/reader-texts.ts';

/**
 * Somebody whose class is not known, or who has none: the language that their client prefers, else the server's. OpenAI's
 * clients prefer none.
 */
export function unknownReader({ raw }: FastifyRequest, serverLanguage: Language): Reader {
  return readerIn(preferredLanguage(raw.headers['accept-language'] ?? '') ?? serverLanguage, null);
}

/** A class says the language of its students, whatever their clients prefer. */
export function readerFor({ schoolClass }: Caller, request: FastifyRequest, serverLanguage: Language): Reader {
  return schoolClass === null ? unknownReader(request, serverLanguage) : readerIn(schoolClass.language, schoolClass);
}
