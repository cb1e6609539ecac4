import { severityOf } from '../admin/delivery-rules.ts';
import { type AnswerHead, requestStatus } from '../http/request-status.ts';
import { parseRetryAfter } from '../http/retry-after.ts';
import type { ClaimedDelivery, DeliveryProblem, FailedAttempt } from '../store/delivery-store.ts';
import { AddressNotAllowedError, allowedLookup, checkLiteralAddress } from './allowed-address.ts';
import { discordBody } from './discord-body.ts';
import type { NoticeMessage } from './notice-message.ts';
import { slackBody } from './slack-body.ts';
import { webhookBody } from './webhook-body.ts';

export interface HttpAttempt {
  /** ms UTC. */
  readonly now: number;
  /** Until the status. */
  readonly timeoutMs: number;
}

/** Some services refuse who does not say what they are. */
const USER_AGENT = 'jigap-notices/1';

/**
 * Nothing of what is sent upstream is in it: neither a key nor a connection is shared with anything else.
 * @returns null: it was taken
 */
export async function sendByHttp(
  { delivery, channel }: ClaimedDelivery,
  message: NoticeMessage,
  { now, timeoutMs }: HttpAttempt,
): Promise<FailedAttempt | null> {
  const body = bodyFor(channel.kind, message);
  const timestamp = Math.floor(now / 1000);
  const { messageId } = delivery;
  const signed =
    channel.secrets === null
      ? {}
      : {
          'webhook-id': messageId,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': channel.secrets.sign(messageId, timestamp, body),
        };
  const url = new URL(channel.address.revealText());
  try {
    checkLiteralAddress(url);
    const answer = await requestStatus({
      url,
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed },
      body,
      signal: AbortSignal.timeout(timeoutMs),
      lookup: allowedLookup(url.protocol),
    });
    return failureOf(answer, now);
  } catch (error) {
    const problem = problemOf(error);
    const severity = problem === 'address_not_allowed' ? 'channel' : 'transient';
    return { problem, status: null, severity, retryAfterMs: null };
  }
}

function bodyFor(kind: string, message: NoticeMessage): string {
  if (kind === 'slack') return slackBody(message);
  return kind === 'discord' ? discordBody(message) : webhookBody(message);
}

function failureOf({ status, headers }: AnswerHead, now: number): FailedAttempt | null {
  if (status >= 200 && status < 300) return null;
  return {
    problem: status >= 300 && status < 400 ? 'redirected' : 'refused',
    status,
    severity: severityOf(status),
    retryAfterMs: parseRetryAfter(headers['retry-after'], now),
  };
}

/** Node's own codes of certificates that are not trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS|ERR_SSL/;

function problemOf(error: unknown): DeliveryProblem {
  if (error instanceof AddressNotAllowedError) return 'address_not_allowed';
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timed_out';
  const { code } = error as { readonly code?: unknown };
  return CERTIFICATE.test(String(code)) ? 'certificate' : 'unreachable';
}
