import type { Language } from '../language/languages.ts';
import type { CLIENT } from './api-client-texts.ts';
import { CliError, EXIT } from './cli-error.ts';

export interface ApiAccess {
  readonly url: string;
  /** The bearer token. */
  readonly secret: string;
  /** What to do when the server refuses it. */
  readonly signIn: string;
  /** Of errors, the server's too. */
  readonly language: Language;
}

export interface Server {
  readonly base: string;
  readonly access: ApiAccess;
  readonly t: (typeof CLIENT)[Language];
}

/** Of a request that got no answer. */
export function unreachable(base: string, error: unknown, withinMs: number, t: Server['t']): CliError {
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  const reason = isLate ? t.noAnswer(withinMs / 1000) : (causeOf(error) ?? t.connectionFailed);
  return new CliError(EXIT.unreachable, t.unreachable(base, reason));
}

function causeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return 'code' in error ? String(error.code) : error.message;
}

/** Of an answer that is no success. */
export function refusal({ base, access, t }: Server, status: number, text: string): CliError {
  if (status >= 300 && status < 400) {
    return new CliError(EXIT.unexpected, t.redirects(base), status);
  }
  const message = messageIn(text);
  if (status === 401) {
    return new CliError(EXIT.notSignedIn, `${message ?? t.unknownToken}\n${access.signIn}`, status);
  }
  if (status >= 500) return new CliError(EXIT.unexpected, t.serverFailed(status, message ?? t.seeLog));
  return new CliError(EXIT.refused, message ?? t.noReason(base, status), status);
}

/** `{"error": {"message", "param"}}` -> the message; null for any other body. */
function messageIn(text: string): string | null {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown; param?: unknown } };
    const { message, param } = body.error ?? {};
    if (typeof message !== 'string') return null;
    return typeof param === 'string' && !message.includes(param) ? `${message} (${param})` : message;
  } catch {
    return null;
  }
}
