import type { Command } from 'commander';
import { baseUrlAt, isLoopback } from '../../address/site-address.ts';
import type { ClassTokensJson, IssuedTokenJson, TokenJson } from '../../api/token-json.ts';
import type { Language } from '../../language/languages.ts';
import type { TextsOf } from '../../language/texts.ts';
import { baseAddress } from '../api-client.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';
import { TOKEN } from './token-texts.ts';

interface IssueOptions {
  readonly class?: string;
  readonly missing?: boolean;
  readonly label?: string;
  readonly expires?: string;
  readonly quiet?: boolean;
}

interface RotateOptions extends IssueOptions {
  readonly grace?: number;
  readonly yes?: boolean;
}

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const { language } = terminal;
  const [t, common] = [TOKEN[language], COMMON[language]];
  const group = program.command('token').description(t.group);

  withIssueOptions(group.command('issue').argument('[student]', common.studentArgument), terminal)
    .option('--class <class>', t.ofClass)
    .option('--missing', t.missing)
    .description(t.issue)
    .addHelpText(
      'after',
      terminal.examples(
        'token issue 김지우',
        'token issue 12 --label laptop --quiet',
        'token issue --class 자료구조 --missing',
      ),
    )
    .action(async (reference: string | undefined, options: IssueOptions) => {
      if (reference === undefined) return issueToClass(terminal, options);
      if (options.class !== undefined || options.missing === true) throw new CliError(EXIT.usage, t.oneOrClass);
      const { id } = await findStudent(terminal, reference);
      const path = `/api/students/${id}/tokens`;
      showIssued(terminal, await terminal.owner().send<IssuedTokenJson>('POST', path, issueFields(options)), options);
    });

  group
    .command('list')
    .argument('<student>', common.studentArgument)
    .description(t.list)
    .addHelpText('after', terminal.examples('token list 김지우'))
    .action(async (reference: string) => {
      const { id } = await findStudent(terminal, reference);
      const tokens = await terminal.owner().list<TokenJson>(`/api/students/${id}/tokens`);
      terminal.show(tokens, ({ data }) => tokenTable(data, id, language));
    });

  group
    .command('revoke')
    .argument('<id>', t.idArgument, terminal.input.id)
    .option('--yes', common.doNotAsk)
    .description(t.revoke)
    .addHelpText('after', terminal.examples('token revoke 7 --yes'))
    .action(async (id: number, { yes }: { yes?: boolean }) => {
      await terminal.confirm(t.askRevoke(id), yes);
      await terminal.owner().remove(`/api/tokens/${id}`);
      terminal.say(t.revoked(id));
    });

  withIssueOptions(group.command('rotate').argument('<id>', t.idArgument, terminal.input.id), terminal)
    .option('--grace <time>', t.grace, terminal.input.grace)
    .option('--yes', common.doNotAsk)
    .description(t.rotate)
    .addHelpText('after', terminal.examples('token rotate 7 --grace 24h --yes'))
    .action((id: number, options: RotateOptions) => rotateToken(terminal, id, options));
}

/** Only to those without a token: nobody's programs stop, and nobody gets two. */
async function issueToClass(terminal: Terminal, options: IssueOptions): Promise<void> {
  const t = TOKEN[terminal.language];
  if (options.class === undefined || options.missing !== true) throw new CliError(EXIT.usage, t.oneOrClass);
  const { id } = await findClass(terminal, options.class);
  const answer = await terminal
    .owner()
    .send<ClassTokensJson>('POST', `/api/classes/${id}/tokens`, issueFields(options));
  if (options.quiet === true) terminal.write(answer.issued.map(({ token }) => `${plainLine(token)}\n`).join(''));
  else terminal.show(answer, (tokens) => classTokenTable(tokens, t));
}

function classTokenTable({ issued, skipped_student_ids }: ClassTokensJson, t: TextsOf<typeof TOKEN>): string {
  const skipped = skipped_student_ids.length === 0 ? '' : `${t.skipped(skipped_student_ids.length)}\n`;
  if (issued.length === 0) return skipped === '' ? `${t.noStudents}\n` : skipped;
  const columns: Column<ClassTokensJson['issued'][number]>[] = [
    { title: t.columns.number, cell: ({ student_number }) => student_number },
    { title: t.columns.name, cell: ({ student_name }) => student_name },
    { title: t.columns.token, cell: ({ token }) => token },
  ];
  return `${t.issuedToClass}\n\n${formatTable(columns, issued)}${skipped === '' ? '' : `\n${skipped}`}`;
}

function withIssueOptions(command: Command, { language, input }: Terminal): Command {
  const t = TOKEN[language];
  return command
    .option('--label <text>', t.label)
    .option('--expires <instant>', t.expires, input.instant)
    .option('--quiet', t.quiet);
}

async function rotateToken(terminal: Terminal, id: number, options: RotateOptions): Promise<void> {
  const t = TOKEN[terminal.language];
  const { grace, yes } = options;
  await terminal.confirm(grace === undefined ? t.askRotate(id) : t.askRotateLater(id), yes);
  const body = { ...issueFields(options), ...(grace === undefined ? {} : { grace_seconds: grace }) };
  const issued = await terminal.owner().send<IssuedTokenJson>('POST', `/api/tokens/${id}/rotate`, body);
  showIssued(terminal, issued, options, stopOfOld(id, issued, grace, t));
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
  else terminal.show(issued, (answer) => first + handOver(answer, terminal));
}

/** The server reckons the grace from the instant at which it made the new token. */
function stopOfOld(id: number, { created_at }: IssuedTokenJson, graceSeconds = 0, t: TextsOf<typeof TOKEN>): string {
  if (graceSeconds === 0) return `${t.stoppedNow(id)}\n\n`;
  const at = new Date(Date.parse(created_at) + graceSeconds * 1000).toISOString();
  return `${t.stopsAt(id, formatLocalInstant(at))}\n\n`;
}

/** What the owner copies to the student: the SDKs read these two names by themselves. */
function handOver(issued: IssuedTokenJson, { language, settings }: Terminal): string {
  const baseUrl = issued.base_url ?? baseUrlAt(baseAddress(settings().url, language));
  const t = TOKEN[language];
  const [secret, url] = [plainLine(issued.token), plainLine(baseUrl)];
  return `${t.issued(issued)}

${secret}

${t.inShell}

export OPENAI_API_KEY=${secret}
export OPENAI_BASE_URL=${url}

${t.inPowerShell}

$env:OPENAI_API_KEY='${secret}'; $env:OPENAI_BASE_URL='${url}'

Python (pip install openai):

python3 -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)'

curl:

curl "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' -d '{"model": "gpt-3.5-turbo", "messages": [{"role": "user", "content": "Hello"}]}'
${isLoopback(baseUrl) ? t.elsewhere : ''}`;
}

function tokenTable(tokens: readonly TokenJson[], studentId: number, language: Language): string {
  const t = TOKEN[language];
  const columns: readonly Column<TokenJson>[] = [
    { title: COMMON[language].id, kind: 'count', cell: ({ id }) => id },
    { title: t.columns.begins, cell: ({ prefix }) => prefix },
    { title: t.columns.label, cell: ({ label }) => label },
    { title: t.columns.issued, kind: 'instant', cell: (each) => each.created_at },
    { title: t.columns.expires, kind: 'instant', cell: (each) => each.expires_at },
    { title: t.columns.revoked, kind: 'instant', cell: (each) => each.revoked_at },
    { title: t.columns.lastUsed, kind: 'instant', cell: (each) => each.last_used_at },
  ];
  return tokens.length === 0 ? `${t.none(studentId)}\n` : formatTable(columns, tokens);
}
