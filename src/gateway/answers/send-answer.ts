import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { StreamFormat } from '../../endpoints/answers/stream-format.ts';
import { type Hold, payableAfter } from '../../ledger/holds.ts';
import { formatUsd, nanoToUsd } from '../../ledger/money.ts';
import { refuse } from '../refusals/refusal.ts';
import type { ResolvedCall, UpstreamErrors } from '../refusals/upstream-errors.ts';
import type { AnswerHeaders } from './answer-headers.ts';
import type { ExchangeResult } from './exchange-result.ts';
import { isAnswer } from './is-answer.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The head of a stream, which goes out with the first bytes of its body. */
export function startStream(reply: FastifyReply, headers: AnswerHeaders): void {
  startAnswer(reply, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    // nginx would otherwise collect the stream before it passes it on.
    'x-accel-buffering': 'no',
  });
}

/** The head of an answer whose bytes pass as they come: what JSON cost is not known yet. */
export function startLargeAnswer(reply: FastifyReply, headers: AnswerHeaders, contentType = JSON_TYPE): void {
  startAnswer(reply, { ...headers, 'content-type': contentType });
}

/** Fastify takes no part in the response any longer. */
function startAnswer(reply: FastifyReply, headers: AnswerHeaders): void {
  reply.hijack();
  const flat: string[] = [];
  const others = reply.getHeaders();
  for (const name in others) if (!(name in headers)) flat.push(name, String(others[name]));
  for (const name in headers) flat.push(name, headers[name] ?? '');
  // As a list, they are written as they are.
  reply.raw.writeHead(200, flat);
}

/** A call whose hold is resolved, and all that its answer needs. */
export interface AnswerContext extends ResolvedCall {
  readonly reply: FastifyReply;
  readonly headers: AnswerHeaders;
  readonly hold: Hold;
  /** An answer is dropped when its client has read nothing of it for so long, ms. */
  readonly unreadMs: number;
}

/** Ends the student's side of a call. @throws Refusal when there is no answer to send */
export async function sendAnswer(
  context: AnswerContext,
  result: ExchangeResult,
  upstreamErrors: UpstreamErrors,
): Promise<void> {
  const { call, endpoint, prepared, resolution, reply, headers, hold, unreadMs } = context;
  if (result.hungUp) {
    reply.hijack();
    reply.raw.destroy();
    return;
  }
  const { stream } = prepared.checked;
  // An error after half an event would be a part of it.
  if (result.isMidEvent) {
    endLargeAnswer(reply.raw, false, unreadMs);
    return;
  }
  if (result.streaming && stream !== null) {
    endStream(context, await lastEvents(context, stream, result, upstreamErrors));
    return;
  }
  if (result.isPassing) {
    endLargeAnswer(reply.raw, result.exit.kind === 'finished', unreadMs);
    return;
  }
  if (result.exit.kind !== 'finished') throw await upstreamErrors.refusalFor(context, result);
  if (!isAnswer(result.json, endpoint)) throw refuse(call.reader, 'upstreamDied', { isCharged: resolution.cost > 0 });
  if (stream !== null) {
    startStream(reply, headers);
    endStream(context, await lastEvents(context, stream, result, upstreamErrors));
    return;
  }
  // Head and body as one text go out as one write.
  const { text } = result;
  startAnswer(reply, {
    ...headers,
    'x-jigap-cost-usd': formatUsd(resolution.cost),
    'x-jigap-remaining-usd': formatUsd(payableAfter(hold, resolution.cost)),
    'content-type': JSON_TYPE,
    'content-length': String(Buffer.byteLength(text)),
  });
  reply.raw.end(text);
  dropUnread(reply.raw, unreadMs);
}

/** An answer that broke off after some bytes ends in a reset, so that no client takes it for a whole one. */
function endLargeAnswer(response: ServerResponse, isWhole: boolean, unreadMs: number): void {
  if (isWhole) {
    response.end();
    dropUnread(response, unreadMs);
  } else if (response.socket === null) response.destroy();
  else response.socket.resetAndDestroy();
}

/**
 * A client that does not read its answer keeps neither socket nor slot for ever. Only silence counts: a large answer on a
 * slow line goes out for as long as it moves.
 */
function dropUnread(response: ServerResponse, unreadMs: number): void {
  // The operating system has taken all of it.
  if (response.writableFinished || response.writableLength === 0) return;
  response.setTimeout(unreadMs, () => response.destroy());
}

/** The events that end a stream whose head went out, with what of its answer is still to be sent. */
async function lastEvents(
  context: AnswerContext,
  stream: StreamFormat,
  result: ExchangeResult,
  upstreamErrors: UpstreamErrors,
): Promise<string> {
  const { call, endpoint, prepared, resolution, hold } = context;
  const { exit, json, relayed } = result;
  // One error and no [DONE], so that no client takes it for a whole answer.
  if (exit.kind !== 'finished') return stream.errorEvent(await upstreamErrors.refusalFor(context, result));
  const end = stream.lastEvent?.(hold.id) ?? '';
  if (relayed) return end;
  if (!isAnswer(json, endpoint)) {
    return stream.errorEvent(refuse(call.reader, 'upstreamDied', { isCharged: resolution.cost > 0 }));
  }
  const { showUsage } = prepared.checked;
  const withCost = 'withCost' in stream.dialect ? stream.dialect.withCost : undefined;
  const answer = showUsage ? (withCost?.(json, nanoToUsd(resolution.cost)) ?? json) : json;
  return stream.answerEvents(answer, showUsage) + end;
}

function endStream({ reply, unreadMs }: AnswerContext, events: string): void {
  if (events !== '') reply.raw.write(events);
  reply.raw.end();
  dropUnread(reply.raw, unreadMs);
}
