import { setTimeout as pause } from 'node:timers/promises';
import type { Script } from '../../support/upstream-act.ts';
import { chatJson, chatStream, errorJson } from '../../support/upstream-scripts.ts';
import { MODEL } from '../crash/killable-gateway.ts';
import { reportedUsage, treatmentOf } from '../crash/numbered-call.ts';
import type { Evidence } from './evidence.ts';
import { isStream } from './school-call.ts';

/** Long enough that calls are under way at any instant. */
const SLOW_MS = 400;

/** The provider of a run: notes every call, and treats it as its number says. */
export function upstreamScript(evidence: Evidence): Script {
  return async (seen, act) => {
    // The server itself asks for the list of models.
    if (seen.path !== '/v1/chat/completions') return act.json(200, { object: 'list', data: [{ id: MODEL }] });
    const call = evidence.upstreamSaw(seen);
    if (call === null || treatmentOf(call.number) === 'refused') return errorJson(500, null, 'no')(seen, act);
    if (treatmentOf(call.number) === 'slowly') await pause(SLOW_MS);
    const usage = reportedUsage(call.number);
    return (isStream(call) ? chatStream({ usage }) : chatJson({ usage }))(seen, act);
  };
}
