import { answerRequest } from './answer.ts';
import { chatReply } from './chat-reply.ts';
import { readChatRequest } from './chat-request.ts';
import type { PictureTokensOf } from './pictures/read-pictures.ts';
import type { DemoReply } from './reply.ts';
import { fitWindow, type WindowOf } from './window.ts';

/** @throws DemoError */
export function answerChat(
  body: Buffer,
  windowOf: WindowOf,
  _rulesOf: unknown,
  pictureTokensOf: PictureTokensOf,
): DemoReply {
  const request = fitWindow(readChatRequest(body, pictureTokensOf), windowOf, 'messages');
  return chatReply(request, answerRequest(request));
}
