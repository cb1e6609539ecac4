import type { Command } from 'commander';
import type { NoticeJson } from '../../api/notice-json.ts';
import type { NoticesReadJson } from '../../api/notice-routes.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { NOTICE_KINDS } from '../notice-kinds.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

const DEFAULT_NOTICES = 50;

const NOTICE = defineTexts({
  en: {
    group: 'what you are told once: budgets, incidents, models, backups',
    list: 'list the newest notices',
    unread: 'only those that you have not read',
    kind: `only one kind: ${NOTICE_KINDS}`,
    read: 'mark notices as read',
    upTo: 'the newest that you have seen, by its id (default: all)',
    none: 'no notices\n',
    noneUnread: 'no unread notices\n',
    columns: { isNew: 'NEW', notice: 'NOTICE', details: 'DETAILS' },
    isNew: 'new',
    done: (read: number, unread: number) => `${read} marked as read, ${unread} unread\n`,
  },
  ko: {
    group: '알림: 예산, 확인할 일, 모델, 백업에 관한 일을 한 번씩 알려 드립니다',
    list: '최근 알림 목록',
    unread: '읽지 않은 알림만',
    kind: `한 종류만: ${NOTICE_KINDS}`,
    read: '알림을 읽음으로 표시',
    upTo: '읽은 알림 중 가장 최근 것의 ID (기본값: 모두)',
    none: '알림이 없습니다\n',
    noneUnread: '읽지 않은 알림이 없습니다\n',
    columns: { isNew: '새 알림', notice: '알림', details: '내용' },
    isNew: '새 알림',
    done: (read, unread) => `읽음으로 표시 ${read}개, 읽지 않음 ${unread}개\n`,
  },
});

export function addNoticeCommands(program: Command, terminal: Terminal): void {
  const { language } = terminal;
  const t = NOTICE[language];
  const group = program.command('notice').description(t.group);

  group
    .command('list')
    .option('--unread', t.unread)
    .option('--kind <kind>', t.kind)
    .option('--limit <rows>', COMMON[language].rowLimit(DEFAULT_NOTICES), terminal.input.rowLimit)
    .description(t.list)
    .addHelpText('after', terminal.examples('notice list --unread', 'notice list --kind student_budget'))
    .action(async ({ unread, kind, limit }: { unread?: true; kind?: string; limit?: number }) => {
      const query = { unread: unread === true ? 'true' : undefined, kind };
      const notices = await terminal.owner().list<NoticeJson>('/api/notices', query, limit ?? DEFAULT_NOTICES);
      const none = unread === true ? t.noneUnread : t.none;
      terminal.show(notices, ({ data }) => (data.length === 0 ? none : formatTable(noticeColumns(language), data)));
    });

  group
    .command('read')
    .option('--up-to <id>', t.upTo, terminal.input.id)
    .description(t.read)
    .addHelpText('after', terminal.examples('notice read', 'notice read --up-to 12'))
    .action(async ({ upTo }: { upTo?: number }) => {
      const body = upTo === undefined ? {} : { up_to: upTo };
      const answer = await terminal.owner().send<NoticesReadJson>('POST', '/api/notices/read', body);
      terminal.show(answer, ({ read, unread }) => t.done(read, unread));
    });
}

function noticeColumns(language: Language): readonly Column<NoticeJson>[] {
  const [common, t] = [COMMON[language], NOTICE[language]];
  return [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: common.at, kind: 'instant', cell: ({ created_at }) => created_at },
    { title: t.columns.isNew, cell: ({ read_at }) => (read_at === null ? t.isNew : null) },
    { title: t.columns.notice, cell: ({ title }) => title },
    { title: t.columns.details, cell: ({ text }) => text },
  ];
}
