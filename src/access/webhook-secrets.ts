import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** What a webhook is signed with, in the form of Standard Webhooks: whsec_ and base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface WebhookSecret {
  /** whsec_... */
  readonly secret: string;
  /** ms UTC, when it stops signing; null: it is the newest. */
  readonly until: number | null;
}

/** Holds what signs. It cannot be printed, logged, serialised or inspected by accident. */
export class WebhookSecrets {
  readonly #secrets: readonly WebhookSecret[];

  /** @param secrets the newest first; the one before signs too, while receivers change over */
  constructor(secrets: readonly WebhookSecret[]) {
    this.#secrets = secrets;
  }

  /**
   * The value of webhook-signature: HMAC-SHA256 over id.timestamp.body by each secret, as v1,base64, blanks between.
   * @param timestamp seconds since 1970
   */
  sign(id: string, timestamp: number, body: string): string {
    return this.#secrets
      .filter(({ until }) => until === null || timestamp * 1000 < until)
      .map(({ secret }) => `v1,${hmac(secret, `${id}.${timestamp}.${body}`)}`)
      .join(' ');
  }

  toJSON(): string {
    return '[webhook secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toJSON();
  }
}

function hmac(secret: string, text: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
