import { AnswerSecrets, type SecretFilter } from './answers/answer-secrets.ts';
import { KeyMask } from './answers/key-mask.ts';
import { scrub } from './answers/scrub.ts';

/**
 * Every upstream key of every provider: one may quote what another was sent. A key that was replaced stays, because an
 * answer that began with it may still come. Only openai.ts teaches it keys.
 */
export class UpstreamSecrets {
  readonly #keys = new Set<string>();
  #answers = new AnswerSecrets([]);

  learn(key: string): void {
    if (key === '' || this.#keys.has(key)) return;
    this.#keys.add(key);
    this.#answers = new AnswerSecrets([...this.#keys]);
  }

  /** A text of a provider without the keys, their parts, or the account's ids. */
  readonly scrub = (text: string): string => scrub(text, [...this.#keys]);

  /** Bytes of an answer without the keys and the account's ids. */
  withoutKeys(bytes: Buffer): Buffer {
    return this.#answers.cutOut(bytes);
  }

  /** The same for one answer whose bytes come in pieces, wherever they are cut. */
  newFilter(): SecretFilter {
    return this.#answers.newFilter();
  }

  /** The same for sound, which may hold any bytes: only the keys are found. */
  newMask(): KeyMask {
    return new KeyMask(this.#keys);
  }
}
