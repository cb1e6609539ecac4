import type { Command } from 'commander';
import { baseUrlAt, isLoopback } from '../../address/site-address.ts';
import type { IssuedTokenJson, TokenJson } from '../../api/token-json.ts';
import { baseAddress } from '../api-client.ts';
import { parseGrace, parseId, parseInstant } from '../input.ts';
import { type Column, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { findStudent, STUDENT_ARGUMENT } from './student.ts';

interface IssueOptions {
  readonly label?: string;
  readonly expires?: string;
  readonly grace?: number;
  readonly quiet?: boolean;
}

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const group = program.command('token').description('API tokens: what a student calls with');

  withIssueOptions(group.command('issue').argument('<student>', STUDENT_ARGUMENT))
    .description('issue an API token; it is shown only this once')
    .addHelpText('after', '\nExamples:\n  $ jigap token issue 김지우\n  $ jigap token issue 12 --label laptop --quiet')
    .action(async (reference: string, options: IssueOptions) => {
      const api = terminal.owner();
      const { id } = await findStudent(api, reference);
      const issued = await api.send<IssuedTokenJson>('POST', `/api/students/${id}/tokens`, issueFields(options));
      showIssued(terminal, issued, options);
    });

  group
    .command('list')
    .argument('<student>', STUDENT_ARGUMENT)
    .description('the API tokens of a student, by their first characters')
    .addHelpText('after', '\nExample:\n  $ jigap token list 김지우')
    .action(async (reference: string) => {
      const api = terminal.owner();
      const { id } = await findStudent(api, reference);
      const tokens = await api.list<TokenJson>(`/api/students/${id}/tokens`);
      terminal.show(tokens, ({ data }) => tokenTable(data, id));
    });

  group
    .command('revoke')
    .argument('<id>', 'the number in jigap token list', parseId)
    .description('make an API token useless at once')
    .addHelpText('after', '\nExample:\n  $ jigap token revoke 7')
    .action(async (id: number) => {
      await terminal.owner().remove(`/api/tokens/${id}`);
      terminal.say(`revoked the API token ${id}`);
    });

  withIssueOptions(group.command('rotate').argument('<id>', 'the number in jigap token list', parseId))
    .option(
      '--grace <time>',
      'how long the old one still works: 24h, 30m, at most 7d (default: not at all)',
      parseGrace,
    )
    .description('replace an API token; the budget stays')
    .addHelpText('after', '\nExample:\n  $ jigap token rotate 7 --grace 24h')
    .action(async (id: number, options: IssueOptions) => {
      const body = {
        ...issueFields(options),
        ...(options.grace === undefined ? {} : { grace_seconds: options.grace }),
      };
      const issued = await terminal.owner().send<IssuedTokenJson>('POST', `/api/tokens/${id}/rotate`, body);
      showIssued(terminal, issued, options, stopOfOld(id, issued, options.grace));
    });
}

function withIssueOptions(command: Command): Command {
  return command
    .option('--label <text>', 'what it is for, such as laptop')
    .option('--expires <instant>', 'when it stops working, such as 2026-12-24T18:00+09:00', parseInstant)
    .option('--quiet', 'print only the token, for $(...)');
}

function issueFields({ label, expires }: IssueOptions): object {
  return {
    ...(label === undefined ? {} : { label }),
    ...(expires === undefined ? {} : { expires_at: expires }),
  };
}

/** @param first a line before all others, or '' */
function showIssued(terminal: Terminal, issued: IssuedTokenJson, { quiet }: IssueOptions, first = ''): void {
  if (quiet === true) terminal.write(`${plainLine(issued.token)}\n`);
  else
    terminal.show(
      issued,
      (answer) => first + handOver(answer, answer.base_url ?? baseUrlAt(baseAddress(terminal.settings().url))),
    );
}

const ELSEWHERE = `
That address works on this machine only. Students on other machines need the address under which they reach this one:
start jigap with JIGAP_HOST=0.0.0.0 and put a proxy with TLS in front (see README.md), then hand out its address. With that
address in JIGAP_PUBLIC_URL, the lines above have it.
`;

/** The server reckons the grace from the instant at which it made the new token. */
function stopOfOld(id: number, { created_at }: IssuedTokenJson, graceSeconds = 0): string {
  if (graceSeconds === 0) return `The API token ${id} stopped working just now; this one takes its place.\n\n`;
  const at = new Date(Date.parse(created_at) + graceSeconds * 1000).toISOString();
  return `The API token ${id} stops working at ${formatLocalInstant(at)}; this one takes its place.\n\n`;
}

/** What the owner copies to the student: the SDKs read these two names by themselves. */
function handOver(issued: IssuedTokenJson, baseUrl: string): string {
  const [secret, url] = [plainLine(issued.token), plainLine(baseUrl)];
  return `API token ${issued.id} for student ${issued.student_id}; it is shown only this once:

${secret}

In the student's shell, on macOS or Linux:

export OPENAI_API_KEY=${secret}
export OPENAI_BASE_URL=${url}

On Windows, in PowerShell:

$env:OPENAI_API_KEY='${secret}'; $env:OPENAI_BASE_URL='${url}'

Python (pip install openai):

python3 -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)'

curl:

curl "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' -d '{"model": "gpt-3.5-turbo", "messages": [{"role": "user", "content": "Hello"}]}'
${isLoopback(baseUrl) ? ELSEWHERE : ''}`;
}

const TOKEN_COLUMNS: readonly Column<TokenJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'BEGINS', cell: ({ prefix }) => prefix },
  { title: 'LABEL', cell: ({ label }) => label },
  { title: 'ISSUED', kind: 'instant', cell: (each) => each.created_at },
  { title: 'EXPIRES', kind: 'instant', cell: (each) => each.expires_at },
  { title: 'REVOKED FROM', kind: 'instant', cell: (each) => each.revoked_at },
  { title: 'LAST USED', kind: 'instant', cell: (each) => each.last_used_at },
];

function tokenTable(tokens: readonly TokenJson[], studentId: number): string {
  if (tokens.length === 0) return `no API tokens yet: issue one with jigap token issue ${studentId}\n`;
  return formatTable(TOKEN_COLUMNS, tokens);
}
