import { allowedModels, modelFor } from '../../../access/model-policy.ts';
import { MAX_SPOKEN_CHARACTERS, TRY_SPEECH_PATH } from '../../../endpoints/try-speech.ts';
import { selectField, textArea, textField } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import type { StudentView } from '../../web/view-context.ts';
import { mayCall } from '../budget-status.ts';
import { TRY_SPEECH } from './texts.ts';

/** The form works only with scripts, so a script shows it. Nothing where no model of the class reads aloud. */
export function trySpeechSection(view: StudentView, { policy }: Site): Html {
  const models = policy();
  const { schoolClass } = view.caller;
  const speaking = allowedModels(models, schoolClass).flatMap((name) => {
    const served = modelFor(name, 'speech', models, schoolClass);
    return served === null ? [] : [{ name, voices: served.model.voices ?? [] }];
  });
  if (speaking.length === 0 || !mayCall(view)) return NOTHING;
  const t = TRY_SPEECH[view.language];
  const choices = speaking.map(({ name }) => ({ value: name, text: name }));
  // What a server of the school calls its voices is not known.
  const voices = [...new Set(speaking.flatMap((one) => one.voices))];
  const voice = { name: 'voice', id: 'spoken-voice', label: t.voice };
  return html`<section class="section stack"><h2>${t.title}</h2><p class="quiet-text">${t.lead}</p>
<form class="try-it try-speech" data-path="${TRY_SPEECH_PATH}" data-csrf="${view.csrf}" data-waiting="${t.waiting}" data-broken="${t.broken}" data-demo="${t.demo}" hidden>
${textArea({ name: 'message', id: 'spoken-text', label: t.text, value: t.example, rows: 2, maxLength: MAX_SPOKEN_CHARACTERS })}
<div class="fields">${selectField({ name: 'model', id: 'spoken-model', label: t.model, choices })}${textField({ ...voice, value: voices[0], isRequired: true, suggestions: voices })}<button class="button primary">${t.send}</button></div>
</form>
<div class="spoken" role="status" hidden><p class="error"></p><p class="quiet-text"></p></div><audio class="spoken-sound" controls aria-label="${t.sound}" hidden></audio>
<div class="try-cost" role="status"></div></section>`;
}
