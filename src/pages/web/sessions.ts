import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import { type Caller, callerStatus } from '../../access/callers.ts';
import type { Session } from '../../store/session-store.ts';
import type { Store } from '../../store/store.ts';
import { cookieNamed } from './cookies.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Strict for the owner: not even a link from elsewhere arrives signed in. Lax for students, who come by links. */
const COOKIES = {
  owner: { name: 'jigap_owner', path: '/dashboard', sameSite: 'strict', days: 7 },
  student: { name: 'jigap_student', path: '/me', sameSite: 'lax', days: 90 },
} as const;

type Kind = keyof typeof COOKIES;

export interface SessionDeps {
  readonly store: Store;
  /** Signs cookies, and what forms prove themselves with. */
  readonly secret: string;
  /** SHA-256 (hex) of the owner token that is in force now. */
  readonly ownerTokenHash: () => string;
  readonly now: () => number;
}

export interface StudentSession {
  readonly id: string;
  readonly caller: Caller;
}

/**
 * Who is signed in. The browser has a random id in a signed cookie; the store has its hash, so that neither a stolen
 * database nor a made-up cookie lets anybody in. Ids are new at each sign-in: one that was planted is worth nothing.
 */
export class Sessions {
  readonly #deps: SessionDeps;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  /** The id of the owner's session; null when there is none. */
  async owner(request: FastifyRequest): Promise<string | null> {
    const found = await this.#find('owner', request);
    return found?.id ?? null;
  }

  /**
   * A session lives as long as the API token it began with. Whoever is suspended or out of money may still look.
   */
  async student(request: FastifyRequest): Promise<StudentSession | null> {
    const found = await this.#find('student', request);
    if (found === null || found.session.tokenHash === null) return null;
    const caller = await this.callerBy(found.session.tokenHash);
    return caller === null ? null : { id: found.id, caller };
  }

  /** Who holds a token that is good to look with; null when it is unknown, revoked or expired. */
  async callerBy(tokenHash: string): Promise<Caller | null> {
    const { store, now } = this.#deps;
    const caller = await store.access.findCaller(tokenHash);
    if (caller === null) return null;
    const standing = callerStatus(caller, now());
    return standing === 'revoked' || standing === 'expired' ? null : caller;
  }

  async beginOwner(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.#begin('owner', null, request, reply);
  }

  /**
   * Returns the id of the session, which ends the one that the request came with.
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

  /** What a form of this session carries in its field `csrf`. */
  csrfOf(sessionId: string): string {
    return createHmac('sha256', this.#deps.secret).update(`csrf ${sessionId}`).digest('base64url');
  }

  isCsrfOf(sessionId: string, sent: string): boolean {
    const expected = Buffer.from(this.csrfOf(sessionId));
    const actual = Buffer.from(sent);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }

  async #find(kind: Kind, request: FastifyRequest): Promise<{ id: string; session: Session } | null> {
    const id = this.#cookieId(kind, request);
    if (id === null) return null;
    const session = await this.#deps.store.sessions.find(this.#idHash(kind, id), this.#deps.now());
    return session?.kind === kind ? { id, session } : null;
  }

  async #begin(kind: Kind, tokenHash: string | null, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    // Before anything is waited for: it must name the owner token that was shown, not one that replaces it meanwhile.
    const idHash = this.#idHash(kind, id);
    await this.end(kind, request, reply);
    const { name, path, sameSite, days } = COOKIES[kind];
    const createdAt = this.#deps.now();
    const session: Session = { kind, tokenHash, createdAt, expiresAt: createdAt + days * DAY_MS };
    await this.#deps.store.sessions.begin(idHash, session);
    const secure = request.protocol === 'https';
    void reply.setCookie(name, id, {
      ...{ path, sameSite, secure, httpOnly: true, signed: true },
      maxAge: (days * DAY_MS) / 1000,
    });
    return id;
  }

  /** An owner's id is bound to the owner token: with another token, also one set from outside, all of them end. */
  #idHash(kind: Kind, id: string): string {
    return hashSecret(kind === 'owner' ? `${id} ${this.#deps.ownerTokenHash()}` : id);
  }

  #cookieId(kind: Kind, request: FastifyRequest): string | null {
    const cookie = cookieNamed(COOKIES[kind].name, request);
    if (cookie === undefined) return null;
    const { valid, value } = fastifyCookie.unsign(cookie, this.#deps.secret);
    return valid ? value : null;
  }
}
