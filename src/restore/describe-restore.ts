import type { Language } from '../language/languages.ts';
import { formatUsd } from '../ledger/money.ts';
import type { Restore } from '../store/restore.ts';
import { RESTORE } from './texts.ts';

/** What is in the backup, what came after it, and what the restore does with that. */
export function describeRestore({ backup, current }: Restore, language: Language): string {
  const t = RESTORE[language];
  const lines = [t.backup(formatInstant(backup.at), backup.classes, backup.students, backup.calls)];
  if (backup.problems.length > 0)
    lines.push(t.problems(backup.problems.length), ...backup.problems.map((each) => `- ${each}`));
  if (current.state === 'none') lines.push(t.noCurrent, t.missing);
  if (current.state === 'unusable') lines.push(t.unusable[current.why], t.missing);
  if (current.state === 'readable') {
    const { calls, cost, firstCallAt, classes, students, tokens, revokedTokens, changes } = current.later;
    lines.push(
      firstCallAt === null ? t.noLaterCalls : t.laterCalls(calls, formatUsd(cost), formatInstant(firstCallAt)),
      ...(classes + students + tokens === 0 ? [] : [t.laterPeople(classes, students, tokens)]),
      ...(revokedTokens === 0 ? [] : [t.revoked(revokedTokens)]),
      ...(changes === 0 ? [] : [t.changes(changes)]),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** On the clock of this machine, with its offset. */
function formatInstant(ms: number): string {
  const at = new Date(ms);
  const offset = -at.getTimezoneOffset();
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local} ${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
