import { fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';

/**
 * One cookie of a request, decoded; undefined when it is missing. The others are not parsed: a browser sends the cookies of
 * all servers on this host, and parsing fifteen kilobytes of them costs more than the page.
 */
export function readCookie(name: string, { headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const pair = findPair(name, headers.cookie ?? '');
  return pair === null ? undefined : fastifyCookie.parse(pair)[name];
}

/** `name=value`, the first of several (RFC 6265, 5.4: the one with the longest path). */
function findPair(name: string, header: string): string | null {
  const start = `${name}=`;
  for (let at = header.indexOf(start); at !== -1; at = header.indexOf(start, at + start.length)) {
    if (!beginsPair(header, at)) continue;
    const end = header.indexOf(';', at);
    return header.slice(at, end === -1 ? undefined : end);
  }
  return null;
}

/** Whether only blanks separate this position from the semicolon, or the beginning, before it. */
function beginsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (header[before] === ' ' || header[before] === '\t') before--;
  return before < 0 || header[before] === ';';
}
