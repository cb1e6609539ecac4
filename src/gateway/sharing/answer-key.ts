import { createHash } from 'node:crypto';

/** All that decides an answer, but for the student who asks. */
export interface SameAnswer {
  readonly classId: number;
  readonly provider: string;
  readonly path: string;
  /** What is sent, without the student's pseudonym. */
  readonly body: string;
}

/** Only the hash is kept, and only while the call runs. */
export function answerKey({ classId, provider, path, body }: SameAnswer): string {
  return createHash('sha256')
    .update(JSON.stringify([classId, provider, path]))
    .update(body)
    .digest('base64');
}
