import { createHmac } from 'node:crypto';

/**
 * The name under which the provider knows a student: stable, so that abuse can be traced to one student, and useless
 * to anyone without the secret of this installation.
 */
export class Pseudonyms {
  readonly #secret: string;
  readonly #cache = new Map<number, string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** 32 hexadecimal digits; OpenAI takes up to 64 characters. */
  of(studentId: number): string {
    const cached = this.#cache.get(studentId);
    if (cached !== undefined) return cached;
    const pseudonym = createHmac('sha256', this.#secret).update(`student ${studentId}`).digest('hex').slice(0, 32);
    this.#cache.set(studentId, pseudonym);
    return pseudonym;
  }
}
