import type { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { claimLinkAt, isLoopback } from '../../address/site-address.ts';
import type { MadeClaimLinkJson } from '../../api/claim-link-json.ts';
import type { StudentJson } from '../../api/student-json.ts';
import { baseAddress } from '../api-client.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal, WriteFile } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { CLAIM_LINK } from './claim-link-texts.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';

interface CreateOptions {
  readonly class?: string;
  readonly all?: boolean;
  readonly days?: number;
  readonly csv?: string;
  readonly mail?: boolean;
}

/** A link with the address that students can open, as far as this machine knows it. */
type LinkRow = MadeClaimLinkJson & { readonly link: string };

export function addClaimLinkCommands(program: Command, terminal: Terminal): void {
  const [t, common] = [CLAIM_LINK[terminal.language], COMMON[terminal.language]];
  const group = program.command('claim-link').description(t.group);

  group
    .command('create')
    .argument('[student]', common.studentArgument)
    .option('--class <class>', t.ofClass)
    .option('--all', t.all)
    .option('--days <days>', t.days, terminal.input.count)
    .option('--csv <file>', t.csv)
    .option('--mail', t.mail)
    .description(t.create)
    .addHelpText(
      'after',
      terminal.examples(
        'claim-link create --class 자료구조 --csv links.csv',
        'claim-link create --class 자료구조 --all --days 7 --mail',
        'claim-link create 김지우',
      ),
    )
    .action((reference: string | undefined, options: CreateOptions) => createLinks(terminal, reference, options));

  group
    .command('list')
    .argument('<class>', common.classArgument)
    .description(t.list)
    .addHelpText('after', terminal.examples('claim-link list 자료구조'))
    .action(async (reference: string) => {
      const { id } = await findClass(terminal, reference);
      const students = await terminal.owner().list<StudentJson>('/api/students', { class_id: id });
      terminal.show(students, ({ data }) => stateTable(data, terminal));
    });

  group
    .command('revoke')
    .argument('[student]', common.studentArgument)
    .option('--class <class>', t.ofClass)
    .option('--yes', common.doNotAsk)
    .description(t.revoke)
    .addHelpText(
      'after',
      terminal.examples('claim-link revoke 김지우 --yes', 'claim-link revoke --class 자료구조 --yes'),
    )
    .action(async (reference: string | undefined, options: { class?: string; yes?: boolean }) => {
      const { path, question } = await revocationOf(terminal, reference, options.class);
      await terminal.confirm(question, options.yes);
      await terminal.owner().remove(path);
      terminal.say(t.revoked);
    });
}

async function createLinks(terminal: Terminal, reference: string | undefined, options: CreateOptions): Promise<void> {
  const t = CLAIM_LINK[terminal.language];
  if ((reference === undefined) === (options.class === undefined)) throw new CliError(EXIT.usage, t.oneOrClass);
  if (options.all === true && options.class === undefined) throw new CliError(EXIT.usage, t.onlyClass);
  const { path, body } = await requestOf(terminal, reference, options);
  // Before any link is made: its code is shown once, and an earlier link stops working.
  const file = options.csv === undefined ? null : await openCsv(terminal, options.csv);
  const answer = await terminal.owner().send<{ data: MadeClaimLinkJson[] } | MadeClaimLinkJson>('POST', path, body);
  const rows = ('data' in answer ? answer.data : [answer]).map((made) => withLink(made, terminal));
  await file?.(csvOf(rows, terminal));
  terminal.show(answer, () => createdText(rows, options, terminal));
}

async function requestOf(terminal: Terminal, reference: string | undefined, options: CreateOptions) {
  const { days, mail, all } = options;
  const common = { ...(days === undefined ? {} : { days }), ...(mail === true ? { mail } : {}) };
  if (reference !== undefined) {
    const { id } = await findStudent(terminal, reference);
    return { path: `/api/students/${id}/claim-link`, body: common };
  }
  const { id } = await findClass(terminal, options.class ?? '');
  return { path: `/api/classes/${id}/claim-links`, body: { ...common, ...(all === true ? { students: 'all' } : {}) } };
}

/** @throws CliError for a file that exists or cannot be written */
async function openCsv(terminal: Terminal, path: string): Promise<WriteFile> {
  const t = CLAIM_LINK[terminal.language];
  try {
    return await terminal.createFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const shown = plainLine(path);
    throw new CliError(EXIT.usage, reason === 'EEXIST' ? t.exists(shown) : t.unwritable(shown, reason));
  }
}

function withLink(made: MadeClaimLinkJson, { settings, language }: Terminal): LinkRow {
  return { ...made, link: made.link ?? claimLinkAt(baseAddress(settings().url, language), made.code) };
}

/** With a byte order mark, by which spreadsheets know UTF-8; no cell runs as a formula. */
function csvOf(rows: readonly LinkRow[], { language }: Terminal): string {
  const { name, number, email, link, code, expires } = CLAIM_LINK[language].csvColumns;
  const cells = rows.map((row) => [
    row.name,
    row.student_number ?? '',
    row.email ?? '',
    row.link,
    row.code,
    row.expires_at,
  ]);
  return stringify(cells, {
    header: true,
    columns: [name, number, email, link, code, expires],
    escape_formulas: true,
    bom: true,
  });
}

function createdText(rows: readonly LinkRow[], { csv }: CreateOptions, { language }: Terminal): string {
  const [t, { name }] = [CLAIM_LINK[language], COMMON[language]];
  if (rows.length === 0) return `${t.nobody}\n`;
  const columns: readonly Column<LinkRow>[] = [
    { title: t.columns.number, cell: ({ student_number }) => student_number },
    { title: name, cell: (row) => row.name },
    { title: t.columns.expires, kind: 'instant', cell: ({ expires_at }) => expires_at },
    { title: t.columns.link, cell: ({ link }) => link },
  ];
  const mailed = rows.filter(({ is_mailed }) => is_mailed).length;
  const shown =
    csv === undefined ? `${t.made}\n\n${formatTable(columns, rows)}` : `${t.written(rows.length, plainLine(csv))}\n`;
  const elsewhere = rows.some(({ link }) => isLoopback(new URL(link).origin)) ? `\n${t.elsewhere}\n` : '';
  return `${shown}${mailed === 0 ? '' : `${t.mailed(mailed)}\n`}${elsewhere}`;
}

function stateTable(students: readonly StudentJson[], { language }: Terminal): string {
  const [t, { name }] = [CLAIM_LINK[language], COMMON[language]];
  const columns: readonly Column<StudentJson>[] = [
    { title: t.columns.number, cell: ({ student_number }) => student_number },
    { title: name, cell: (student) => student.name },
    { title: t.columns.state, cell: ({ claim_link: link }) => (link === null ? t.none : t.states[link.state]) },
    { title: t.columns.expires, kind: 'instant', cell: ({ claim_link: link }) => link?.expires_at },
    { title: t.columns.claimed, kind: 'instant', cell: ({ claim_link: link }) => link?.claimed_at },
    {
      title: t.columns.mail,
      cell: ({ claim_link: link }) => {
        const mail = link?.mail;
        return mail && `${t.mails[mail.state]}${mail.problem === null ? '' : ` (${mail.problem})`}`;
      },
    },
  ];
  return students.length === 0 ? `${t.noStudents}\n` : formatTable(columns, students);
}

async function revocationOf(terminal: Terminal, reference: string | undefined, ofClass: string | undefined) {
  const t = CLAIM_LINK[terminal.language];
  if ((reference === undefined) === (ofClass === undefined)) throw new CliError(EXIT.usage, t.oneOrClass);
  if (reference !== undefined) {
    const { id, name } = await findStudent(terminal, reference);
    return { path: `/api/students/${id}/claim-link`, question: t.askStudent(plainLine(name)) };
  }
  const { id, name } = await findClass(terminal, ofClass ?? '');
  return { path: `/api/classes/${id}/claim-links`, question: t.askClass(plainLine(name)) };
}
