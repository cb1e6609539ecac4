import { allowedModels, type ModelPolicy, modelFor } from '../../../access/model-policy.ts';
import type { Endpoint } from '../../../endpoints/endpoint.ts';
import { ENDPOINTS } from '../../../endpoints/endpoints.ts';
import { selectField, submit, textArea, textField } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { StudentView } from '../../web/view-context.ts';
import { ESTIMATE } from './texts.ts';

export const ESTIMATE_PATH = '/me/estimate';
/** Longer ones go to /v1/dry-run, whose bodies are read in turns. */
const MAX_CHARACTERS = 5000;

type FieldName = 'prompt' | 'max_tokens' | 'body';

/** A form as it was sent, and what is wrong with it. */
export interface SentEstimate {
  readonly form: Form;
  readonly errors: Partial<Record<FieldName, string>>;
}

export interface EstimateRequest {
  readonly endpoint: Endpoint;
  /** JSON text. */
  readonly body: string;
}

/** What a form asks: the body that it was sent with, or the one that a prompt makes. */
export function parseEstimate(
  view: StudentView,
  form: Form,
  policy: ModelPolicy,
): EstimateRequest | Pick<SentEstimate, 'errors'> {
  return form.has('body') ? parseBodyForm(view, form) : parsePromptForm(view, form, policy);
}

function parseBodyForm({ language }: StudentView, form: Form): EstimateRequest | Pick<SentEstimate, 'errors'> {
  const t = ESTIMATE[language];
  const body = form.text('body');
  if (body === '') return { errors: { body: t.bodyMissing } };
  if (body.length > MAX_CHARACTERS) return { errors: { body: t.tooLong } };
  const endpoint = ENDPOINTS.find(({ path }) => path === form.text('endpoint')) ?? chatEndpoint();
  return { endpoint, body };
}

function parsePromptForm(
  view: StudentView,
  form: Form,
  policy: ModelPolicy,
): EstimateRequest | Pick<SentEstimate, 'errors'> {
  const t = ESTIMATE[view.language];
  const [content, typedTokens, model] = [form.text('prompt'), form.text('max_tokens'), form.text('model')];
  if (content === '') return { errors: { prompt: t.promptMissing } };
  if (content.length > MAX_CHARACTERS) return { errors: { prompt: t.tooLong } };
  if (!/^(?:[1-9]\d{0,8})?$/.test(typedTokens)) return { errors: { max_tokens: t.maxTokensWrong } };
  const reasons = modelFor(model, 'chat', policy, view.caller.schoolClass)?.model.reasoning === true;
  const cap = typedTokens === '' ? {} : { [reasons ? 'max_completion_tokens' : 'max_tokens']: Number(typedTokens) };
  return {
    endpoint: chatEndpoint(),
    body: JSON.stringify({ model, messages: [{ role: 'user', content }], ...cap }),
  };
}

function chatEndpoint(): Endpoint {
  return ENDPOINTS[0];
}

/** Both forms work without scripts. */
export function estimateForms(view: StudentView, { policy }: Site, sent: SentEstimate | null): Html {
  const t = ESTIMATE[view.language];
  const [models, { schoolClass }] = [policy(), view.caller];
  const names = allowedModels(models, schoolClass).filter(
    (name) => modelFor(name, 'chat', models, schoolClass) !== null,
  );
  const isBody = sent?.form.has('body') === true;
  const typed = (name: string) => sent?.form.text(name);
  const byPrompt = html`${textArea({ name: 'prompt', label: t.prompt, value: typed('prompt'), rows: 3, maxLength: MAX_CHARACTERS, error: sent?.errors.prompt })}
${selectField({ name: 'model', label: t.model, value: typed('model'), choices: names.map((name) => ({ value: name, text: name })) })}
${textField({ name: 'max_tokens', label: t.maxTokens, value: typed('max_tokens'), hint: t.maxTokensHint, inputmode: 'numeric', maxLength: 9, error: sent?.errors.max_tokens })}${submit(t.estimate)}`;
  const byBody = html`${selectField({ name: 'endpoint', label: t.endpoint, value: typed('endpoint'), choices: ENDPOINTS.map(({ path }) => ({ value: path, text: `/v1${path}` })) })}
${textArea({ name: 'body', label: t.body, value: typed('body'), hint: t.bodyHint, rows: 8, maxLength: MAX_CHARACTERS, error: sent?.errors.body })}${submit(t.estimate, 'plain')}`;
  return html`${names.length === 0 ? null : postForm(view, ESTIMATE_PATH, byPrompt, 'estimate stack')}
<details class="opens" ${attribute('open', isBody || names.length === 0)}><summary>${t.byBody}</summary>${postForm(view, ESTIMATE_PATH, byBody, 'estimate stack opened')}</details>`;
}
