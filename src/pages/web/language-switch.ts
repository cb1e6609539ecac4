import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLanguage } from '../../language/languages.ts';
import { LANGUAGE_COOKIE } from './language.ts';

const LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60;

/** A hook: `?lang=ko` sets the language cookie and redirects to the same page without it. */
export async function switchLanguage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (request.method !== 'GET' || !request.url.includes('lang=')) return undefined;
  const url = new URL(request.url, 'http://here');
  const language = url.searchParams.get('lang');
  if (!isLanguage(language)) return undefined;
  url.searchParams.delete('lang');
  void reply.setCookie(LANGUAGE_COOKIE, language, {
    path: '/',
    sameSite: 'lax',
    httpOnly: true,
    secure: request.protocol === 'https',
    maxAge: LANGUAGE_COOKIE_SECONDS,
  });
  // A path that begins with two slashes would lead to another host.
  return reply.redirect(url.pathname.replace(/^\/+/, '/') + url.search, 303);
}
