import type { FastifyRequest } from 'fastify';
import type { Shell } from '../../admin/key-setup.ts';

/**
 * The shell of the machine on which a page is read, so that its lines can be pasted there. Browsers name the platform in
 * Sec-CH-UA-Platform where the address is trustworthy (https, localhost), and all of them in User-Agent.
 */
export function shellOf({ headers }: Pick<FastifyRequest, 'headers'>): Shell {
  const platform = headers['sec-ch-ua-platform'];
  const isWindows = platform === undefined ? /\bWindows\b/.test(headers['user-agent'] ?? '') : platform === '"Windows"';
  return isWindows ? 'powershell' : 'posix';
}
