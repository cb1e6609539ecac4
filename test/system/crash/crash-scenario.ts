import { setTimeout as pause } from 'node:timers/promises';
import type { OwnerClient } from '../../support/owner-client.ts';
import type { Act, Script } from '../../support/upstream-act.ts';
import { chatJson, chatStream, errorJson } from '../../support/upstream-scripts.ts';
import type { Evidence } from './evidence.ts';
import { MODEL } from './killable-gateway.ts';
import { numberOf, reportedUsage, requestBody, treatmentOf } from './numbered-call.ts';

/** The upstream of a run: notes every call, and treats it as its number says. */
export function upstreamScript(evidence: () => Evidence): Script {
  return async (call, act) => {
    // The server itself asks for the list of models.
    if (call.path !== '/v1/chat/completions') return act.json(200, { object: 'list', data: [{ id: MODEL }] });
    evidence().upstreamSaw(call);
    const number = numberOf(call);
    const usage = reportedUsage(number);
    const treatment = treatmentOf(number);
    if (treatment === 'refused') return errorJson(500, null, 'no')(call, act);
    const isStream = (call.json as { stream?: unknown }).stream === true;
    if (!isStream) {
      if (treatment === 'slowly') await pause(8);
      return chatJson({ usage })(call, act);
    }
    if (treatment === 'at-once') return chatStream({ usage })(call, act);
    await chatStream({ usage, split: 400 })(call, slowWriter(act));
  };
}

/** Windows are wide enough for a kill to fall into when bytes come slowly. */
function slowWriter(act: Act): Act {
  return new Proxy(act, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'write') return value.bind(target);
      return async (bytes: string | Uint8Array) => {
        await pause(3);
        await target.write(bytes);
      };
    },
  });
}

/** One student who calls and calls, JSON and stream, until the money, the numbers or the process are gone. */
export async function study(url: string, token: string, evidence: Evidence, most: number): Promise<void> {
  for (let calls = 0; calls < most; calls++) {
    const number = evidence.nextNumber();
    if (number === null) return;
    const status = await ask(url, token, number, evidence);
    if (status === null || status === 402) return;
    // Others hold the money for a moment.
    if (status === 429) await pause(4);
  }
}

/** The status; null when the process is gone. */
async function ask(url: string, token: string, number: number, evidence: Evidence): Promise<number | null> {
  const stream = number % 2 === 1;
  const hangUp = new AbortController();
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: requestBody(number, stream),
      signal: hangUp.signal,
    });
    if (number % 12 === 3) {
      hangUp.abort();
      return response.status;
    }
    const text = await response.text();
    if (response.status === 402 || response.status === 429) evidence.refused.add(number);
    else if (response.status === 200 && !stream) noteAnswer(number, response, evidence);
    else if (response.status !== 200 && treatmentOf(number) !== 'refused') {
      evidence.fault(`call ${number} was answered with ${response.status}: ${text}`);
    }
    return response.status;
  } catch {
    return null;
  }
}

function noteAnswer(number: number, response: Response, evidence: Evidence): void {
  evidence.answered.set(number, response.headers.get('x-jigap-cost-usd') ?? 'no cost');
}

/** The owner, who looks all the time. Ends with the process. */
export async function watch(owner: OwnerClient, evidence: Evidence): Promise<void> {
  try {
    for (;;) {
      evidence.ownerSawRecords((await owner.call('GET', '/api/requests?limit=200')).data);
      evidence.ownerSawBudgets(await owner.listAll('/api/budgets'));
      await pause(5);
    }
  } catch {
    // The process is gone, as it should be.
  }
}
