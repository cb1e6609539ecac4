import { createHmac, timingSafeEqual } from 'node:crypto';
import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import { type Caller, type CallerStatus, callerStatus } from '../../access/callers.ts';
import { newUrlSecret } from '../../access/random-secrets.ts';
import { changeBy, OWNER } from '../../admin/actor.ts';
import { isUsableLink, signInLinkHash } from '../../admin/sign-in-links.ts';
import { DAY_MS } from '../../ledger/utc-days.ts';
import type { Session } from '../../store/session-store.ts';
import type { Store } from '../../store/store.ts';
import { readCookie } from './cookies.ts';

/** From signing in, whether the session is used or not. */
export const SESSION_LIFETIME_MS = { owner: 7 * DAY_MS, student: 90 * DAY_MS } as const;

/** Strict for the owner: a link on another site arrives signed out. Lax for students, who come by links. */
const COOKIES = {
  owner: { name: 'jigap_owner', path: '/dashboard', sameSite: 'strict' },
  student: { name: 'jigap_student', path: '/me', sameSite: 'lax' },
} as const;

type Kind = keyof typeof COOKIES;

/** With these, an API token signs nobody in. */
const ENDED: ReadonlySet<CallerStatus> = new Set(['revoked', 'expired', 'archived'] as const);

export interface SessionDeps {
  readonly store: Store;
  /** Signs cookies and makes CSRF tokens. */
  readonly secret: string;
  /** SHA-256 (hex) of the owner token that is valid now. */
  readonly ownerTokenHash: () => string;
  readonly now: () => number;
}

export interface StudentSession {
  readonly id: string;
  readonly caller: Caller;
}

/**
 * Who is signed in. The browser has a random id in a signed cookie; the store has its hash, so that neither a stolen
 * database nor a forged cookie signs anybody in. Each sign-in makes a new id, so a planted one is useless.
 */
export class Sessions {
  readonly #deps: SessionDeps;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  /** The id of the owner's session; null when there is none. */
  async findOwner(request: FastifyRequest): Promise<string | null> {
    const found = await this.#find('owner', request);
    return found?.id ?? null;
  }

  /** A session ends with the API token that it began with. Suspended students may still look at their page. */
  async findStudent(request: FastifyRequest): Promise<StudentSession | null> {
    const found = await this.#find('student', request);
    if (found === null || found.session.tokenHash === null) return null;
    const caller = await this.findCaller(found.session.tokenHash);
    return caller === null ? null : { id: found.id, caller };
  }

  /** Whether this browser was signed in as a student, and has not signed out: then the session was ended here. */
  hadStudent(request: FastifyRequest): boolean {
    return this.#cookieId('student', request) !== null;
  }

  /** The holder of an API token; null when the token is unknown, revoked or expired, or the class is archived. */
  async findCaller(tokenHash: string): Promise<Caller | null> {
    const { store, now } = this.#deps;
    const caller = await store.access.findCaller(tokenHash);
    return caller === null || ENDED.has(callerStatus(caller, now())) ? null : caller;
  }

  /** Whether it is the API token of a student whose class is archived. */
  async isOfArchivedClass(tokenHash: string): Promise<boolean> {
    const caller = await this.#deps.store.access.findCaller(tokenHash);
    return caller !== null && callerStatus(caller, this.#deps.now()) === 'archived';
  }

  async beginOwner(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.#begin('owner', null, request, reply);
  }

  /** Whether a sign-in link works now. Looking does not use it up: chat apps and browsers open links beforehand. */
  async isUsableLink(secret: string): Promise<boolean> {
    const { store, now, ownerTokenHash } = this.#deps;
    const hash = signInLinkHash(secret, ownerTokenHash());
    return isUsableLink(await store.sessions.signInLink(), hash, now());
  }

  /** Uses up a sign-in link, and begins a session. @returns false, and changes nothing, when it does not work */
  async beginOwnerByLink(secret: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { store, now, ownerTokenHash } = this.#deps;
    const hash = signInLinkHash(secret, ownerTokenHash());
    const { id, idHash, session } = this.#newSession('owner', null);
    const isUsable: Parameters<typeof store.sessions.beginByLink>[0] = (link) =>
      isUsableLink(link, hash, session.createdAt);
    if (!(await store.sessions.beginByLink(isUsable, idHash, session, changeBy(OWNER, now())))) return false;
    await this.end('owner', request, reply);
    this.#setCookie('owner', id, request, reply);
    return true;
  }

  /**
   * Ends the session of the request and begins another. Returns the id of the new one.
   * @param tokenHash SHA-256 (hex) of the API token: also of a new one, after a rotation
   */
  async beginStudent(tokenHash: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    return this.#begin('student', tokenHash, request, reply);
  }

  async end(kind: Kind, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const id = this.#cookieId(kind, request);
    if (id !== null) await this.#deps.store.sessions.end(this.#idHash(kind, id));
    const { name, path } = COOKIES[kind];
    void reply.clearCookie(name, { path });
  }

  /** A keyed hash of the address of a request: says whether two come from the same, and not which it is. */
  addressKey({ ip }: Pick<FastifyRequest, 'ip'>): string {
    return createHmac('sha256', this.#deps.secret).update(`address ${ip}`).digest('base64url');
  }

  /** The value of the field `csrf` in each form of this session. */
  csrfToken(sessionId: string): string {
    return createHmac('sha256', this.#deps.secret).update(`csrf ${sessionId}`).digest('base64url');
  }

  isCsrfToken(sessionId: string, text: string): boolean {
    const expected = Buffer.from(this.csrfToken(sessionId));
    const actual = Buffer.from(text);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }

  async #find(kind: Kind, request: FastifyRequest): Promise<{ id: string; session: Session } | null> {
    const id = this.#cookieId(kind, request);
    if (id === null) return null;
    const session = await this.#deps.store.sessions.find(this.#idHash(kind, id), this.#deps.now());
    return session?.kind === kind ? { id, session } : null;
  }

  async #begin(kind: Kind, tokenHash: string | null, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    // Before the first await: it must name the owner token of this sign-in, not one that replaces it meanwhile.
    const { id, idHash, session } = this.#newSession(kind, tokenHash);
    await this.end(kind, request, reply);
    await this.#deps.store.sessions.begin(idHash, session);
    this.#setCookie(kind, id, request, reply);
    return id;
  }

  #newSession(kind: Kind, tokenHash: string | null): { id: string; idHash: string; session: Session } {
    const id = newUrlSecret();
    const createdAt = this.#deps.now();
    const expiresAt = createdAt + SESSION_LIFETIME_MS[kind];
    return { id, idHash: this.#idHash(kind, id), session: { kind, tokenHash, createdAt, expiresAt } };
  }

  #setCookie(kind: Kind, id: string, request: FastifyRequest, reply: FastifyReply): void {
    const { name, path, sameSite } = COOKIES[kind];
    const secure = request.protocol === 'https';
    void reply.setCookie(name, id, {
      ...{ path, sameSite, secure, httpOnly: true, signed: true },
      maxAge: SESSION_LIFETIME_MS[kind] / 1000,
    });
  }

  /** An owner's id is bound to the owner token: another token, also one set by JIGAP_OWNER_TOKEN, ends all sessions. */
  #idHash(kind: Kind, id: string): string {
    return hashSecret(kind === 'owner' ? `${id} ${this.#deps.ownerTokenHash()}` : id);
  }

  #cookieId(kind: Kind, request: FastifyRequest): string | null {
    const cookie = readCookie(COOKIES[kind].name, request);
    if (cookie === undefined) return null;
    const { valid, value } = fastifyCookie.unsign(cookie, this.#deps.secret);
    return valid ? value : null;
  }
}
