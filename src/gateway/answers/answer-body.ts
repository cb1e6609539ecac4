import type { WholeAnswer } from './whole-answer.ts';

/** What becomes of the bytes of an answer, or an error, that is no stream of events. */
export interface AnswerBody {
  /** Bytes have gone out: there can be no refusal. */
  readonly hasStarted: boolean;
  /** Its end takes long enough to wait in the answer queue. */
  readonly isHeavy: boolean;
  push(chunk: Buffer): void;
  /** The client has read, or is gone. */
  onDrain(): void;
  /** The provider's body has ended. @returns null when it is not a whole answer */
  end(): WholeAnswer | null;
  /** Nothing more passes. */
  stop(): void;
}
