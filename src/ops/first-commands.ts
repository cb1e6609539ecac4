import type { Shell } from '../admin/key-setup.ts';

export interface FirstCommands {
  readonly shell: Shell;
  readonly url: string;
  /** Or words that stand for it. */
  readonly ownerToken: string;
  readonly isToken: boolean;
  readonly model: string;
  readonly student: string;
  readonly question: string;
}

/** From a student to a first call and its usage: lines to paste into the terminal of this machine. */
export function firstCommands(commands: FirstCommands): string[] {
  return commands.shell === 'posix' ? posix(commands) : powershell(commands);
}

function posix({ url, ownerToken, isToken, model, student, question }: FirstCommands): string[] {
  return [
    `  export JIGAP_URL=${url}`,
    `  export JIGAP_OWNER_TOKEN=${isToken ? ownerToken : `'${ownerToken}'`}`,
    `  npm run --silent jigap -- student add "${student}"`,
    `  export OPENAI_API_KEY=$(npm run --silent jigap -- token issue "${student}" --quiet)`,
    `  export OPENAI_BASE_URL=${url}/v1`,
    '',
    '  curl -s $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" \\',
    `    -H "Content-Type: application/json" -d '${chatOf(model, question)}'; echo`,
    '',
    `  python3 -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="${model}",`,
    `    messages=[{"role": "user", "content": "${question}"}]).choices[0].message.content)'   # pip install openai`,
    '',
    '  npm run --silent jigap -- usage --by student',
  ];
}

/**
 * npm.cmd, because npm.ps1 runs only where Windows allows scripts, and takes away the `--`. Windows PowerShell sends a
 * body as UTF-8 when its type says so, and hands no double quotes to programs.
 */
function powershell({ url, ownerToken, model, student, question }: FirstCommands): string[] {
  return [
    `  $env:JIGAP_URL = '${url}'`,
    `  $env:JIGAP_OWNER_TOKEN = '${ownerToken}'`,
    `  npm.cmd run --silent jigap -- student add "${student}"`,
    `  $env:OPENAI_API_KEY = npm.cmd run --silent jigap -- token issue "${student}" --quiet`,
    `  $env:OPENAI_BASE_URL = '${url}/v1'`,
    '',
    '  Invoke-RestMethod "$env:OPENAI_BASE_URL/chat/completions" -Method Post -Headers @{Authorization = "Bearer $env:OPENAI_API_KEY"} `',
    `    -ContentType 'application/json; charset=utf-8' -Body '${chatOf(model, question)}' | ConvertTo-Json -Depth 9`,
    '',
    `  python -c "from openai import OpenAI; print(OpenAI().chat.completions.create(model='${model}', messages=[{'role': 'user', 'content': '${question}'}]).choices[0].message.content)"   # pip install openai`,
    '',
    '  npm.cmd run --silent jigap -- usage --by student',
  ];
}

function chatOf(model: string, question: string): string {
  return `{"model": "${model}", "messages": [{"role": "user", "content": "${question}"}]}`;
}
