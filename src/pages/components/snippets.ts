import type { SchoolClass } from '../../access/classes.ts';
import { allowedModels, type ModelPolicy, modelFor } from '../../access/model-policy.ts';
import { baseUrlAt } from '../../address/site-address.ts';
import { attribute, type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { copyBlock, copyLine } from './copy-button.ts';
import { nodePicture, pythonDrawing, pythonPicture } from './picture-snippets.ts';
import { SNIPPETS } from './snippet-texts.ts';

export interface SnippetFacts {
  /** null: the programs have a placeholder, which the student replaces. */
  readonly apiToken: string | null;
  /** A model that this student may use; see exampleModel(). */
  readonly model: string;
  /** One that takes pictures; absent: no program shows one. */
  readonly pictureModel?: string | undefined;
  /** One that draws; absent: no program has a picture drawn. */
  readonly drawingModel?: string | undefined;
  /** One that reads aloud; null where there is none. */
  readonly voice?: ExampleVoice | null;
}

export interface ExampleVoice {
  readonly model: string;
  readonly voice: string;
}

/** Of the first allowed model that reads aloud. */
export function exampleVoice(policy: ModelPolicy, schoolClass: SchoolClass | null): ExampleVoice | null {
  for (const name of allowedModels(policy, schoolClass)) {
    const served = modelFor(name, 'speech', policy, schoolClass);
    if (served !== null) return { model: name, voice: served.model.voices?.[0] ?? 'VOICE' };
  }
  return null;
}

/** The first allowed model that draws. */
export function exampleDrawingModel(policy: ModelPolicy, schoolClass: SchoolClass | null): string | undefined {
  return allowedModels(policy, schoolClass).find((name) => modelFor(name, 'images', policy, schoolClass) !== null);
}

/** The first allowed model that can chat; without one, the first allowed model. */
export function exampleModel(policy: ModelPolicy, schoolClass: SchoolClass | null): string {
  const names = allowedModels(policy, schoolClass);
  const first = names.find((name) => modelFor(name, 'chat', policy, schoolClass) !== null);
  return first ?? names[0] ?? policy.allowed[0] ?? '';
}

/** Programs to copy, one open at a time. The first is open. */
export function snippets(view: ViewContext, facts: SnippetFacts): Html {
  const t = SNIPPETS[view.language];
  const values: ProgramValues = {
    token: facts.apiToken ?? 'jgp_...',
    url: baseUrlAt(view.origin),
    model: facts.model,
    question: t.question,
  };
  const curl = ['curl', curlOf(values), null] as const;
  const powershell = ['PowerShell', powershellOf(values), null] as const;
  const kinds = [
    ['Python', pythonOf(values), t.pythonHint],
    ['Google Colab', colabOf(values), colabSecrets(view, facts)],
    ['Node.js', nodeOf(values), t.nodeHint],
    ['LangChain', langchainOf(values), t.langchainHint],
    ...pictureKinds(view, values, facts.pictureModel),
    ...(view.shell === 'posix' ? [curl, powershell] : [powershell, curl]),
    ...(facts.drawingModel === undefined
      ? []
      : ([
          [
            t.drawing,
            pythonDrawing({ ...values, model: facts.drawingModel, question: t.drawingPrompt }),
            t.drawingHint,
          ],
        ] as const)),
    ...(facts.voice ? ([[t.sound, soundOf(values, facts.voice, t.spokenText), t.soundHint]] as const) : []),
  ] as const;
  const items = kinds.map(
    ([name, code, before], index) =>
      html`<details class="snippet" name="snippets" ${attribute('open', index === 0)}><summary>${name}</summary><div class="stack">${
        typeof before === 'string' ? html`<p class="quiet-text">${before}</p>` : before
      }${copyBlock(view, code, t.codeFor(name))}</div></details>`,
  );
  return html`<div class="snippets">${items}</div>`;
}

function pictureKinds(view: ViewContext, { token, url }: ProgramValues, model: string | undefined) {
  if (model === undefined) return [];
  const t = SNIPPETS[view.language];
  const program = { token, url, model, question: t.pictureQuestion };
  return [
    [t.withPicture('Python'), pythonPicture(program), t.pictureHint],
    [t.withPicture('Node.js'), nodePicture(program), t.pictureHint],
  ] as const;
}

interface ProgramValues {
  readonly token: string;
  readonly url: string;
  readonly model: string;
  readonly question: string;
}

/** A string of Python or JavaScript: JSON's escapes mean the same there. */
const quoted = (text: string): string => JSON.stringify(text);

function pythonOf({ token, url, ...chat }: ProgramValues): string {
  return `from openai import OpenAI

client = OpenAI(
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
${pythonChat(chat)}`;
}

function colabOf(chat: ProgramValues): string {
  return `%pip install -q openai
from google.colab import userdata
from openai import OpenAI

client = OpenAI(
    api_key=userdata.get("OPENAI_API_KEY"),
    base_url=userdata.get("OPENAI_BASE_URL"),
)
${pythonChat(chat)}`;
}

function pythonChat({ model, question }: Pick<ProgramValues, 'model' | 'question'>): string {
  return `answer = client.chat.completions.create(
    model=${quoted(model)},
    messages=[{"role": "user", "content": ${quoted(question)}}],
)
print(answer.choices[0].message.content)
`;
}

function soundOf({ token, url }: ProgramValues, { model, voice }: ExampleVoice, text: string): string {
  return `from openai import OpenAI

client = OpenAI(
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
with client.audio.speech.with_streaming_response.create(
    model=${quoted(model)},
    voice=${quoted(voice)},
    input=${quoted(text)},
) as sound:
    sound.stream_to_file("hello.mp3")
`;
}

function nodeOf({ token, url, model, question }: ProgramValues): string {
  return `import OpenAI from 'openai';

const client = new OpenAI({
  apiKey: ${quoted(token)},
  baseURL: ${quoted(url)},
});
const answer = await client.chat.completions.create({
  model: ${quoted(model)},
  messages: [{ role: 'user', content: ${quoted(question)} }],
});
console.log(answer.choices[0].message.content);
`;
}

function langchainOf({ token, url, model, question }: ProgramValues): string {
  return `from langchain_openai import ChatOpenAI

model = ChatOpenAI(
    model=${quoted(model)},
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
print(model.invoke(${quoted(question)}).content)
`;
}

function curlOf({ token, url, model, question }: ProgramValues): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: question }] });
  return `curl ${url}/chat/completions \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/json" \\
  -d '${body}'
`;
}

/** Windows PowerShell sends a body as UTF-8 when its type says so. */
function powershellOf({ token, url, model, question }: ProgramValues): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: question }] });
  return `$answer = Invoke-RestMethod '${url}/chat/completions' -Method Post \`
  -Headers @{ Authorization = 'Bearer ${token}' } \`
  -ContentType 'application/json; charset=utf-8' \`
  -Body '${body.replaceAll("'", "''")}'
$answer.choices[0].message.content
`;
}

/** Colab shares a notebook's text, but not its secrets. */
function colabSecrets(view: ViewContext, { apiToken }: SnippetFacts): Html {
  const t = SNIPPETS[view.language];
  const secrets = [
    ['OPENAI_API_KEY', apiToken ?? 'jgp_...'],
    ['OPENAI_BASE_URL', baseUrlAt(view.origin)],
  ] as const;
  const lines = secrets.map(
    ([name, value]) => html`<div><dt><code>${name}</code></dt><dd>${copyLine(view, value, name)}</dd></div>`,
  );
  return html`<p class="quiet-text">${t.colabSecrets}</p><dl class="secrets">${lines}</dl>`;
}
