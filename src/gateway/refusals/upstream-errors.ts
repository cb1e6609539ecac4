import type { ModelPolicy } from '../../access/model-policy.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { Reader } from '../../language/reader-texts.ts';
import type { Exit } from '../../ledger/exits.ts';
import type { IncidentKind, Resolution } from '../../ledger/holds.ts';
import { fallbackAdvice, NO_LISTS } from '../../ledger/model-fallbacks.ts';
import type { JournalStore } from '../../store/journal-store.ts';
import { isFlexFull, isOutOfMoney } from '../../upstream/account-errors.ts';
import type { KeyBlock } from '../../upstream/keys/ring-key.ts';
import type { Providers } from '../../upstream/providers.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { ExchangeResult } from '../answers/exchange-result.ts';
import type { Call } from '../call.ts';
import { paramAsSent, paramsAsSent } from '../param-as-sent.ts';
import type { PreparedCall } from '../prepare.ts';
import { isMissingModel, isTooLong, isWrongAddress, type ProviderError, readProviderError } from './provider-error.ts';
import { type Refusal, refuse } from './refusal.ts';
import { busySeconds } from './upstream-refusals.ts';

/** Characters. */
const MAX_REASON_LENGTH = 500;

/** A call that was sent, and how its hold was resolved. */
export interface ResolvedCall {
  readonly call: Call;
  readonly endpoint: Endpoint;
  readonly prepared: PreparedCall;
  readonly resolution: Resolution;
}

/** A call whose answer broke off. */
function refuseBroken(reader: Reader, by: Extract<Exit, { kind: 'broken' }>['by'], isCharged: boolean): Refusal {
  if (by === 'stop') return refuse(reader, 'interrupted', { isCharged });
  return refuse(reader, by === 'timeout' ? 'upstreamTimeout' : 'upstreamDied', { isCharged });
}

/** Nothing was sent, because the provider takes no call with any key now. The incident is there since it said so. */
function refuseBlocked(reader: Reader, { reason, waitMs }: KeyBlock): Refusal {
  switch (reason) {
    case 'key_refused':
      return refuse(reader, 'upstreamKey');
    case 'out_of_money':
      return refuse(reader, 'upstreamOutOfMoney');
    case 'rate_limit':
      return refuse(reader, 'upstreamBusy', { seconds: busySeconds(waitMs) });
  }
}

/** Chooses the refusal for a provider's failure. None of its text passes, except the reason of a 400. */
export class UpstreamErrors {
  readonly #providers: Providers;
  readonly #journal: JournalStore;
  readonly #policy: () => ModelPolicy;
  readonly #now: () => number;

  constructor(providers: Providers, journal: JournalStore, policy: () => ModelPolicy, now: () => number) {
    this.#providers = providers;
    this.#journal = journal;
    this.#policy = policy;
    this.#now = now;
  }

  /** What only the owner can repair becomes an incident, and never looks like the student's mistake. */
  async refusalFor({ call, endpoint, prepared, resolution }: ResolvedCall, result: ExchangeResult): Promise<Refusal> {
    const { reader } = call;
    const { exit, status, headers } = result;
    if (result.block !== null) return refuseBlocked(reader, result.block);
    const provider = this.#providers.of(prepared.model.provider);
    if (exit.kind === 'unreachable') {
      if (!result.hungUp) await this.#reportDown(provider);
      return refuse(reader, 'upstreamUnreachable');
    }
    if (exit.kind === 'broken') return refuseBroken(reader, exit.by, resolution.cost > 0);
    const error = readProviderError(status ?? 0, result.json);
    if (isMissingModel(error)) {
      const advice = fallbackAdvice(prepared, { ...this.#policy(), lists: NO_LISTS, now: this.#now() });
      await this.#raiseIncident(
        'model_missing',
        `the provider ${provider.name} does not serve ${prepared.served}: ${advice}`,
      );
      return refuse(reader, 'upstreamModel', { model: prepared.served });
    }
    const accountCode = [error.code, error.type].find(isOutOfMoney);
    if (accountCode !== undefined) return this.#outOfMoney(call, provider, accountCode);
    if (status === 401 || status === 403) {
      const what = `the provider ${provider.name} answered ${status}: check its key (${provider.keySetting})`;
      await this.#raiseIncident('upstream_key_refused', what);
      return refuse(reader, 'upstreamKey');
    }
    // Payment required: other providers use the status alone.
    if (status === 402) return this.#outOfMoney(call, provider, status);
    if (status === 429 && prepared.flexPrice !== null && isFlexFull(error)) return refuse(reader, 'upstreamFlexFull');
    if (status === 429) {
      return refuse(reader, 'upstreamBusy', { seconds: busySeconds(headers?.rateLimits.retryAfterMs ?? null) });
    }
    if (isTooLong(error)) {
      const window = error.window ?? prepared.model.contextWindow;
      const name = endpoint.writesText ? 'upstreamTooLong' : 'upstreamInputTooLong';
      return refuse(reader, name, { param: endpoint.textParam, contextWindow: window });
    }
    if (status === 400) return this.#badRequest(call, error, prepared.itemsBefore);
    // Not implemented: a retry would get the same answer.
    if (status === 501) return refuse(reader, 'upstreamUnsupported', { model: prepared.served, path: endpoint.path });
    if (isWrongAddress(error)) {
      const what = `the provider ${provider.name} answered ${status} to a call: check its address (${provider.addressSetting})`;
      await this.#raiseIncident('upstream_address', what);
      return refuse(reader, 'upstreamAddress');
    }
    if (status !== null && status < 500) {
      return refuse(reader, 'upstreamRefused', { reason: null });
    }
    return refuse(reader, 'upstreamFailed');
  }

  async #outOfMoney({ reader }: Call, { name }: Upstream, reason: string | number): Promise<Refusal> {
    const what = `the provider ${name} answered ${reason}: look at its billing page`;
    await this.#raiseIncident('upstream_out_of_money', what);
    return refuse(reader, 'upstreamOutOfMoney');
  }

  #reportDown({ name, addressSetting }: Upstream): Promise<void> {
    const what = `the provider ${name} cannot be reached: check that it runs, and its address (${addressSetting})`;
    return this.#raiseIncident('upstream_down', what);
  }

  #badRequest({ reader }: Call, error: ProviderError, itemsBefore: number): Refusal {
    const param = this.#name(error.param);
    const details = {
      code: this.#name(error.code),
      ...(param === null ? {} : { param: paramAsSent(param, itemsBefore) }),
    };
    const reason = this.#reason(paramsAsSent(error.message, itemsBefore));
    return refuse(reader, 'upstreamRefused', { ...details, reason });
  }

  #reason(message: string): string | null {
    if (message === '') return null;
    // Scrubbed before it is cut: half a key would not be recognised.
    return this.#providers.scrub(message.replace(/\p{Cc}+/gu, ' ')).slice(0, MAX_REASON_LENGTH);
  }

  /** A parameter's name or a code, if it looks like one and scrubbing does not change it. */
  #name(value: unknown): string | null {
    if (typeof value !== 'string' || !/^[\w.[\]-]{1,100}$/.test(value)) return null;
    return this.#providers.scrub(value) === value ? value : null;
  }

  async #raiseIncident(kind: IncidentKind, detail: string): Promise<void> {
    // A failed write must not change the student's answer; the owner learns of the disk by the ledger's own failures.
    await this.#journal.raiseIncident(kind, detail, this.#now()).catch(() => undefined);
  }
}
