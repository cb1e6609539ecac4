import { createHash } from 'node:crypto';

/** All that decides an answer, but for the student who asks. */
export interface SharedRequest {
  readonly classId: number;
  readonly provider: string;
  readonly path: string;
  /** What is sent, without the student's pseudonym. */
  readonly body: string | Buffer;
}

/** Only the hash is kept, and only while the call runs. */
export function hashRequest({ classId, provider, path, body }: SharedRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([classId, provider, path]))
    .update(body)
    .digest('base64');
}
