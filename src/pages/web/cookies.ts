import { fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';

/**
 * One cookie of a request, decoded; undefined when there is none. Only that one is read: a browser sends what all servers
 * on this host have set, and taking fifteen kilobytes of them apart costs more than the page.
 */
export function cookieNamed(name: string, { headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const pair = pairNamed(name, headers.cookie ?? '');
  return pair === null ? undefined : fastifyCookie.parse(pair)[name];
}

/** `name=value`, the first of several (RFC 6265, 5.4: the one whose path is longest). */
function pairNamed(name: string, header: string): string | null {
  const start = `${name}=`;
  for (let at = header.indexOf(start); at !== -1; at = header.indexOf(start, at + start.length)) {
    if (!beginsPair(header, at)) continue;
    const end = header.indexOf(';', at);
    return header.slice(at, end === -1 ? undefined : end);
  }
  return null;
}

/** Is there nothing but blanks between this place and the semicolon, or the beginning, before it? */
function beginsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (header[before] === ' ' || header[before] === '\t') before--;
  return before < 0 || header[before] === ';';
}
