import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';
import type { AnswerBody } from './answer-body.ts';
import { type AnsweredCall, JsonAnswer } from './json-answer.ts';
import type { Provider } from './large-answer.ts';
import { SoundAnswer } from './sound-answer.ts';
import { isSuccess } from './upstream-status.ts';

interface AnswerHead {
  /** Of the provider; null when it did not answer. */
  readonly status: number | null;
  readonly headers: UpstreamHeaders | null;
}

/** An error is JSON at every endpoint. */
export function newAnswerBody(call: AnsweredCall, { status, headers }: AnswerHead, provider: Provider): AnswerBody {
  const isAnswer = isSuccess(status);
  if (isAnswer && call.endpoint.makes === 'speech')
    return new SoundAnswer(call, headers?.contentType ?? null, provider);
  return new JsonAnswer(call, isAnswer, provider);
}
