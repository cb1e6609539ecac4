import type { Command } from 'commander';
import { defineTexts } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { ExportEnd } from './export-end.ts';

const EXPORT = defineTexts({
  en: {
    description: 'everything of a class, or of all, as a file: calls, students, budgets, refunds, the audit',
    format: 'json: an object a line; csv: a ZIP with a CSV a kind',
    output: 'the file to write; it must not exist yet (default: a name with the day)',
    withoutNames: 'pseudonyms instead of names, and nothing that people wrote',
    progress: (megabytes: string) => `${megabytes} MB`,
    written: (file: string) => `written to ${file}\n`,
    cut: 'the export broke off: nothing was written. Try again',
  },
  ko: {
    description: '한 반 또는 전체의 모든 것을 파일로 내보내기: 호출, 학생, 예산, 환불, 변경 이력',
    format: 'json: 한 줄에 하나씩. csv: 종류마다 CSV가 하나씩 든 ZIP',
    output: '저장할 파일. 아직 없는 파일이어야 합니다(기본값: 날짜가 든 이름)',
    withoutNames: '이름 대신 가명을 쓰고, 사람이 적은 글은 빼기',
    progress: (megabytes) => `${megabytes}MB`,
    written: (file) => `저장했습니다: ${file}\n`,
    cut: '내보내기가 중간에 끊겨서 저장하지 않았습니다. 다시 시도하세요.',
  },
});

interface ExportOptions {
  readonly format: 'json' | 'csv';
  readonly output?: string;
  readonly names: boolean;
}

export function addExportCommand(program: Command, terminal: Terminal): void {
  const t = EXPORT[terminal.language];
  program
    .command('export')
    .argument('[class]', COMMON[terminal.language].classArgument)
    .addOption(program.createOption('--format <format>', t.format).choices(['json', 'csv']).default('json'))
    .option('-o, --output <file>', t.output)
    .option('--no-names', t.withoutNames)
    .description(t.description)
    .addHelpText(
      'after',
      terminal.examples('export 자료구조 --format csv -o ds.zip', 'export --no-names -o all.ndjson'),
    )
    .action(async (named: string | undefined, options: ExportOptions) => {
      const owner = terminal.owner();
      const schoolClass = named === undefined ? null : await findClass(terminal, named);
      const file = options.output ?? defaultName(schoolClass?.id ?? null, options.format);
      const target = await terminal.createDownload(file);
      const end = new ExportEnd(options.format);
      let bytes = 0;
      try {
        const query = {
          format: options.format,
          names: options.names ? 'yes' : 'no',
          class_id: schoolClass?.id,
          language: terminal.language,
        };
        await owner.download('/api/export', query, async (chunk) => {
          await target.write(chunk);
          end.take(chunk);
          bytes += chunk.length;
          terminal.progress(t.progress((bytes / 1_000_000).toFixed(1)));
        });
        terminal.progress('');
        if (!end.isReached()) throw new CliError(EXIT.unexpected, t.cut);
        await target.finish();
      } catch (error) {
        await target.discard();
        throw error;
      }
      terminal.show({ file, bytes }, () => t.written(file));
    });
}

function defaultName(classId: number | null, format: ExportOptions['format']): string {
  const day = new Date().toISOString().slice(0, 10);
  return `jigap-${classId === null ? 'all' : `class-${classId}`}-${day}.${format === 'csv' ? 'zip' : 'ndjson'}`;
}
