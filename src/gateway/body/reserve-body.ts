import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ModelPolicy, namesWithImages } from '../../access/model-policy.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import { findEndpoint } from '../../endpoints/endpoints.ts';
import type { BodyMemory, BodyShare, NoMemory } from '../../limits/body-memory.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import type { KnownCaller } from '../authenticate.ts';
import { findModels } from '../find-models.ts';
import { refuse } from '../refusals/refusal.ts';

export interface BodyDeps {
  readonly policy: () => ModelPolicy;
  readonly bodyMemory: BodyMemory;
  /** Of a body without its images. */
  readonly maxBodyBytes: number;
  /** Of a body with them. */
  readonly maxImageBodyBytes: number;
}

/** Smaller bodies need no share: the calls in flight bound them. */
const MAX_UNCOUNTED_BYTES = 64 * 1024;

/** Its length is known, and is at most this. */
export function isSmall(request: FastifyRequest, maxBytes = MAX_UNCOUNTED_BYTES): boolean {
  return hasLength(request) && Number(request.headers['content-length'] ?? 0) <= maxBytes;
}

/** It may be large enough for memory of its own. */
export function mayNeedShare(request: FastifyRequest, limits: BodyLimits): boolean {
  return !isSmall(request, maxUncountedBytes(limits));
}

/** Only a body with a share is compared with what texts may be: see refuseLargeTexts(). */
function maxUncountedBytes({ maxBodyBytes }: BodyLimits): number {
  return Math.min(MAX_UNCOUNTED_BYTES, maxBodyBytes);
}

/**
 * Memory for a body before its first byte is read; until then the connection itself holds the sender back.
 * @returns null: the body needs none, or its student has hung up @throws Refusal
 */
export async function reserveBody(
  request: FastifyRequest,
  reply: FastifyReply,
  call: KnownCaller,
  deps: BodyDeps,
): Promise<BodyShare | null> {
  if (!hasLength(request)) {
    if (await comesAtOnce(request.raw, maxUncountedBytes(deps))) return null;
    if (request.raw.destroyed) {
      reply.hijack();
      return null;
    }
  }
  const endpoint = findEndpoint(request.routeOptions.url);
  const bytes = bytesOf(request, maxBytesOn(endpoint, deps));
  if (hasLength(request)) refuseLargeBody(call, endpoint, bytes, deps);
  const { id } = call.caller.student;
  const share = deps.bodyMemory.take(id, bytes) ?? (await waitForMemory(id, bytes, reply, deps.bodyMemory));
  if (typeof share !== 'string') return share;
  if (share === 'late') throw refuse(call.reader, 'bodiesFull');
  if (share === 'stopped') throw refuse(call.reader, 'stopping');
  reply.hijack();
  return null;
}

/** A body without a length is small if it ends before it fills the buffer of its connection. */
function comesAtOnce(raw: IncomingMessage, maxBytes: number): Promise<boolean> {
  return new Promise((resolve) => {
    // One listener for all of it: a new one would hear of what is there already, again and again.
    const look = () => {
      if (!raw.complete && !raw.destroyed && raw.readableLength < maxBytes) return;
      raw.off('readable', look).off('close', look);
      resolve(raw.complete && raw.readableLength <= maxBytes);
    };
    raw.on('readable', look).on('close', look);
    look();
  });
}

/** A body that came without its length is counted anew now that it is here. @throws Refusal */
export function checkReceivedBody(
  { bodyShare, headers, routeOptions }: FastifyRequest,
  call: KnownCaller | null,
  body: Buffer,
  deps: BodyDeps,
): void {
  if (bodyShare === null || call === null || headers['content-length'] !== undefined) return;
  bodyShare.shrinkTo(body.length);
  refuseLargeBody(call, findEndpoint(routeOptions.url), bodyShare.bytes, deps);
}

/** @param bytes of the body, images included @throws Refusal */
function refuseLargeBody(call: KnownCaller, endpoint: Endpoint | null, bytes: number, deps: BodyDeps): void {
  if (bytes <= deps.maxBodyBytes) return;
  const maxBytes = maxBytesFor(call, endpoint, deps);
  if (bytes > maxBytes) throw refuse(call.reader, 'tooLarge', { maxBytes });
}

/** The largest body that the route reads, whoever sends it. */
export function maxBytesOn(endpoint: Endpoint | null, { maxBodyBytes, maxImageBodyBytes }: BodyLimits): number {
  return endpoint?.imageBytes === undefined ? maxBodyBytes : Math.max(maxBodyBytes, maxImageBodyBytes);
}

export type BodyLimits = Pick<BodyDeps, 'maxBodyBytes' | 'maxImageBodyBytes'>;

/**
 * Only images may make a body larger than texts may be, and only for a model that takes images.
 * @param bytes of the body @throws Refusal
 */
export function refuseLargeTexts(
  call: KnownCaller,
  endpoint: Endpoint,
  body: unknown,
  bytes: number,
  { policy, maxBodyBytes }: BodyDeps,
): void {
  if (bytes <= maxBodyBytes || !isObject(body)) return;
  const [first] = findModels(call, endpoint, body, policy());
  const imageBytes = endpoint.imageBytes?.(body) ?? 0;
  if (bytes - imageBytes > maxBodyBytes) throw refuse(call.reader, 'tooLarge', { maxBytes: maxBodyBytes });
  if (first === undefined || first.model.imageTokens !== undefined) return;
  // A smaller image would be refused as well.
  const others = namesWithImages(endpoint.kind, policy(), call.caller.schoolClass).join(', ');
  throw refuse(call.reader, 'pictureModel', { model: first.served, others });
}

/** What the student may send to this endpoint with any of the models that may be used. */
function maxBytesFor({ caller: { schoolClass } }: KnownCaller, endpoint: Endpoint | null, deps: BodyDeps): number {
  if (endpoint === null) return deps.maxBodyBytes;
  const takesImages = namesWithImages(endpoint.kind, deps.policy(), schoolClass).length > 0;
  return takesImages ? maxBytesOn(endpoint, deps) : deps.maxBodyBytes;
}

/** A body without a length counts as the longest, and is counted anew once it is here. */
function bytesOf(request: FastifyRequest, maxBytes: number): number {
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined) return maxBytes;
  return Number(headers['content-length'] ?? 0);
}

/** Of a request to /responses with all that it refers to. */
export function maxBytesOfCall(
  { caller: { schoolClass } }: KnownCaller,
  { model }: JsonObject,
  policy: ModelPolicy,
  { maxBodyBytes, maxImageBodyBytes }: BodyLimits,
): number {
  const takesImages = typeof model === 'string' && namesWithImages('responses', policy, schoolClass).includes(model);
  return takesImages ? Math.max(maxBodyBytes, maxImageBodyBytes) : maxBodyBytes;
}

/** Memory for so many bytes of a call that is here; null: it needs none. @throws Refusal */
export async function takeMemory(
  { caller, reader }: KnownCaller,
  bytes: number,
  memory: BodyMemory,
): Promise<BodyShare | null> {
  if (bytes <= MAX_UNCOUNTED_BYTES) return null;
  const share = memory.take(caller.student.id, bytes) ?? (await memory.wait(caller.student.id, bytes, STAYS));
  if (typeof share !== 'string') return share;
  throw refuse(reader, share === 'stopped' ? 'stopping' : 'bodiesFull');
}

/** Whoever leaves meanwhile gives the memory back at once. */
const STAYS = new AbortController().signal;

function hasLength({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined;
}

async function waitForMemory(
  studentId: number,
  bytes: number,
  { raw }: FastifyReply,
  memory: BodyMemory,
): Promise<BodyShare | NoMemory> {
  const left = new AbortController();
  const onClose = () => left.abort();
  raw.once('close', onClose);
  if (raw.destroyed) onClose();
  const share = await memory.wait(studentId, bytes, left.signal);
  raw.off('close', onClose);
  return share;
}
