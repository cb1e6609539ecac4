import type { FastifyInstance } from 'fastify';
import { CALL_SWITCHES, type CallSwitches } from '../../../../access/call-switches.ts';
import type { SchoolClass } from '../../../../access/classes.ts';
import { MAX_INSTRUCTION_BYTES, parseInstructions } from '../../../../admin/class-calls.ts';
import { changeClass } from '../../../../admin/classes.ts';
import { checkbox, submit, textArea, textField } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { attempt, type FieldErrors } from '../../form-errors/form-errors.ts';
import { CLASS_PATH, classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import { type CallsDraft, callFieldsFrom, callsDraftFrom, callsDraftOf, callsFieldAt, SWITCH_FIELDS } from './draft.ts';
import { costLine } from './section.ts';
import { CLASS_CALLS } from './texts.ts';

interface ShownDraft {
  readonly draft: CallsDraft;
  readonly errors: FieldErrors;
  /** Whose cost is shown; null: the draft has an error. */
  readonly instructions: string | null;
}

export function classCallsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, `${CLASS_PATH}/calls`, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    const { instructions } = schoolClass;
    return callsPage(view, site, schoolClass, { draft: callsDraftOf(schoolClass), errors: {}, instructions });
  });

  ownerPost(app, site, `${CLASS_PATH}/calls`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const draft = callsDraftFrom(form);
    const isPreview = form.text('preview') !== '';
    const attempted = await attempt(view.language, callsFieldAt, async () => {
      const instructions = parseInstructions(draft.instructions, ['instructions']);
      if (!isPreview) await changeClass(schoolClass.id, callFieldsFrom(draft), view.actor, site);
      return instructions;
    });
    if ('errors' in attempted) {
      const shown = { draft, errors: attempted.errors, instructions: null };
      return withStatus(422, callsPage(view, site, schoolClass, shown));
    }
    if (!isPreview) return seeOther(classPath(schoolClass.id), 'class_changed');
    return callsPage(view, site, schoolClass, { draft, errors: {}, instructions: attempted.done });
  });
}

function callsPage(view: OwnerView, site: Site, schoolClass: SchoolClass, shown: ShownDraft): Html {
  const t = CLASS_CALLS[view.language];
  const { id, name, allowedModels } = schoolClass;
  const { draft, errors, instructions } = shown;
  const content = html`${limitFields(view, site, draft, errors)}
${switchFields(view, draft.switches)}
${textArea({
  name: 'instructions',
  label: t.instructions,
  value: draft.instructions,
  rows: 8,
  maxLength: MAX_INSTRUCTION_BYTES,
  hint: t.instructionsHint(MAX_INSTRUCTION_BYTES),
  error: errors.instructions,
})}
<div role="status">${costLine(view, site, { instructions, allowedModels, fallsBack: draft.switches.fallsBack })}</div>
<div class="fields">${submit(t.save)}<button class="button plain" name="preview" value="yes">${t.preview}</button></div>`;
  return renderPage(view, {
    title: t.formTitle(name),
    actions: html`<a class="button plain" href="${classPath(id)}">${t.back}</a>`,
    body: postForm(view, classPath(id, '/calls'), content, 'class-form'),
  });
}

function switchFields({ language }: OwnerView, switches: CallSwitches): Html {
  const t = CLASS_CALLS[language];
  const boxes = CALL_SWITCHES.map(
    (name) =>
      html`${checkbox(SWITCH_FIELDS[name], t.switches[name].label, switches[name])}<p class="hint">${t.switches[name].hint}</p>`,
  );
  return html`<fieldset class="set"><legend>${t.answering}</legend>${boxes}</fieldset>`;
}

function limitFields(view: OwnerView, { limits: server }: Site, { limits }: CallsDraft, errors: FieldErrors): Html {
  const t = CLASS_CALLS[view.language];
  const field = (name: string, label: string, value: string, hint: string) =>
    textField({ name, label, value, hint, inputmode: 'numeric', maxLength: 9, error: errors[name] });
  return html`<fieldset class="set"><legend>${t.limits}</legend><p class="hint">${t.limitsHint}</p>
${field('student_requests_per_minute', t.studentRequests, limits.studentRequestsPerMinute, t.serverAllows(server.studentRequestsPerMinute))}
${field('student_calls_in_flight', t.studentCalls, limits.studentCallsInFlight, t.serverAllows(server.studentCallsInFlight))}
${field('requests_per_minute', t.classRequests, limits.requestsPerMinute, t.classRequestsHint)}
${field('calls_in_flight', t.classCalls, limits.callsInFlight, t.classCallsHint(server.callsInFlight))}
</fieldset>`;
}
