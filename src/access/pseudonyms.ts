import { createHmac } from 'node:crypto';

/**
 * What the provider is told instead of who a student is: stable, so that abuse stays one student's affair, and useless
 * to anyone without the installation's secret.
 */
export class Pseudonyms {
  readonly #secret: string;
  readonly #known = new Map<number, string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** 32 hexadecimal digits; OpenAI takes up to 64 characters. */
  of(studentId: number): string {
    const known = this.#known.get(studentId);
    if (known !== undefined) return known;
    const pseudonym = createHmac('sha256', this.#secret).update(`student ${studentId}`).digest('hex').slice(0, 32);
    this.#known.set(studentId, pseudonym);
    return pseudonym;
  }
}
