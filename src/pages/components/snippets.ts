import type { SchoolClass } from '../../access/classes.ts';
import { allowedModels, type ModelPolicy, modelFor } from '../../access/model-policy.ts';
import { attribute, type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { copyBlock, copyLine } from './copy-button.ts';
import { SNIPPETS } from './snippet-texts.ts';

export interface SnippetFacts {
  /** null: a placeholder stands there, and whoever copies puts their own in. */
  readonly apiToken: string | null;
  /** A name that this student may ask for; see exampleModel(). */
  readonly model: string;
}

/** Every program points here. It ends in /v1, without a slash after it. */
export function baseUrlOf({ origin }: ViewContext): string {
  return `${origin}/v1`;
}

/** The first allowed name that can chat; without one, whatever is allowed first. */
export function exampleModel(policy: ModelPolicy, schoolClass: SchoolClass | null): string {
  const names = allowedModels(policy, schoolClass);
  const first = names.find((name) => modelFor(name, 'chat', policy, schoolClass) !== null);
  return first ?? names[0] ?? policy.allowed[0] ?? '';
}

/** Ready-made programs, one open at a time, each with a copy button. The first is open. */
export function snippets(view: ViewContext, facts: SnippetFacts): Html {
  const t = SNIPPETS[view.language];
  const filled: Filled = {
    token: facts.apiToken ?? 'jgp_...',
    url: baseUrlOf(view),
    model: facts.model,
    question: t.question,
  };
  const kinds = [
    ['Python', pythonOf(filled), t.pythonHint],
    ['Google Colab', colabOf(filled), colabSecrets(view, facts)],
    ['Node.js', nodeOf(filled), t.nodeHint],
    ['LangChain', langchainOf(filled), t.langchainHint],
    ['curl', curlOf(filled), null],
  ] as const;
  const items = kinds.map(
    ([name, code, before], index) =>
      html`<details class="snippet" name="snippets" ${attribute('open', index === 0)}><summary>${name}</summary><div class="stack">${
        typeof before === 'string' ? html`<p class="quiet-text">${before}</p>` : before
      }${copyBlock(view, code, t.codeFor(name))}</div></details>`,
  );
  return html`<div class="snippets">${items}</div>`;
}

interface Filled {
  readonly token: string;
  readonly url: string;
  readonly model: string;
  readonly question: string;
}

/** A string of Python or JavaScript: JSON's escapes mean the same there. */
const quoted = (text: string): string => JSON.stringify(text);

function pythonOf({ token, url, ...chat }: Filled): string {
  return `from openai import OpenAI

client = OpenAI(
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
${pythonChat(chat)}`;
}

function colabOf(chat: Filled): string {
  return `%pip install -q openai
from google.colab import userdata
from openai import OpenAI

client = OpenAI(
    api_key=userdata.get("OPENAI_API_KEY"),
    base_url=userdata.get("OPENAI_BASE_URL"),
)
${pythonChat(chat)}`;
}

function pythonChat({ model, question }: Pick<Filled, 'model' | 'question'>): string {
  return `answer = client.chat.completions.create(
    model=${quoted(model)},
    messages=[{"role": "user", "content": ${quoted(question)}}],
)
print(answer.choices[0].message.content)
`;
}

function nodeOf({ token, url, model, question }: Filled): string {
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

function langchainOf({ token, url, model, question }: Filled): string {
  return `from langchain_openai import ChatOpenAI

model = ChatOpenAI(
    model=${quoted(model)},
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
print(model.invoke(${quoted(question)}).content)
`;
}

function curlOf({ token, url, model, question }: Filled): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: question }] });
  return `curl ${url}/chat/completions \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/json" \\
  -d '${body}'
`;
}

/** What goes into a notebook is shared with it; what goes into its secrets is not. */
function colabSecrets(view: ViewContext, { apiToken }: SnippetFacts): Html {
  const t = SNIPPETS[view.language];
  const values = [
    ['OPENAI_API_KEY', apiToken ?? 'jgp_...'],
    ['OPENAI_BASE_URL', baseUrlOf(view)],
  ] as const;
  const lines = values.map(
    ([name, value]) => html`<div><dt><code>${name}</code></dt><dd>${copyLine(view, value, name)}</dd></div>`,
  );
  return html`<p class="quiet-text">${t.colabSecrets}</p><dl class="secrets">${lines}</dl>`;
}
