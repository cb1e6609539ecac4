import { answerRequest, type DemoCandidate } from './answer.ts';
import type { PictureTokensOf } from './pictures/read-pictures.ts';
import type { DemoReply } from './reply.ts';
import { responsesReply } from './responses-reply.ts';
import { readResponsesRequest } from './responses-request.ts';
import { fitWindow, type WindowOf } from './window.ts';

/** @throws DemoError */
export function answerResponses(
  body: Buffer,
  windowOf: WindowOf,
  _rulesOf: unknown,
  pictureTokensOf: PictureTokensOf,
): DemoReply {
  const request = fitWindow(readResponsesRequest(body, pictureTokensOf), windowOf, 'input');
  const [candidate] = answerRequest(request) as [DemoCandidate];
  return responsesReply(request, candidate);
}
