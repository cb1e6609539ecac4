export interface Start {
  readonly url: string;
  readonly isDemo: boolean;
  /** The address of the provider that is called without a key; null: there is a key. */
  readonly calledWithoutKey: string | null;
  readonly isFirst: boolean;
  /** The owner token that was made just now; null when there is one already, or the owner set it. */
  readonly ownerToken: string | null;
  readonly model: string;
}

/** What the terminal says at a start. Secrets, and the lines to copy, only at the first. */
export function welcome({ url, isDemo, calledWithoutKey, isFirst, ownerToken, model }: Start): string {
  const head = [`jigap is running at ${url}`, ...upstreamNote(isDemo, calledWithoutKey)];
  const token =
    ownerToken === null ? [] : ['', 'Your owner token, shown this once (only its hash is kept):', `  ${ownerToken}`];
  const dashboard = ['', 'Your dashboard (sign in with the owner token):', `  ${url}/dashboard`];
  return [...head, ...token, ...dashboard, ...(isFirst ? firstSteps(url, ownerToken, model) : []), ''].join('\n');
}

function upstreamNote(isDemo: boolean, calledWithoutKey: string | null): string[] {
  if (isDemo)
    return ['Demo upstream: answers are simulated and cost nothing real. Set OPENAI_API_KEY for a real model.'];
  if (calledWithoutKey === null) return [];
  return [`Calls go to ${calledWithoutKey} without a key. Set OPENAI_API_KEY if it needs one.`];
}

function firstSteps(url: string, ownerToken: string | null, model: string): string[] {
  const chat = `{"model": "${model}", "messages": [{"role": "user", "content": "Hello!"}]}`;
  return [
    '',
    'Everything there can be done here too. In another terminal, in this folder:',
    '',
    `  export JIGAP_URL=${url}`,
    `  export JIGAP_OWNER_TOKEN=${ownerToken ?? "'the owner token that you set'"}`,
    '  npm run --silent jigap -- student add "First student"',
    '  export OPENAI_API_KEY=$(npm run --silent jigap -- token issue "First student" --quiet)',
    `  export OPENAI_BASE_URL=${url}/v1`,
    '',
    '  curl -s $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" \\',
    `    -H "Content-Type: application/json" -d '${chat}'; echo`,
    '',
    `  python3 -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="${model}",`,
    `    messages=[{"role": "user", "content": "Hello!"}]).choices[0].message.content)'   # pip install openai`,
    '',
    '  npm run --silent jigap -- usage --by student',
  ];
}
