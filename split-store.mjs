// Rewrites imports of src/store's interfaces to the new files. Usage: node split-store.mjs (in a clone)
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
const ROOT = process.cwd();
const MAP = {
  'store/store.ts': ['Store'],
  'store/errors.ts': ['StorageError', 'NotFoundError', 'ConflictError'],
  'store/paging.ts': ['Page', 'PageRequest'],
  'store/change.ts': ['Change'],
  'store/access-store.ts': ['AccessStore'],
  'store/access-fields.ts': ['ClassFields', 'StudentFields', 'TokenFields', 'LimitSets'],
  'store/joining.ts': ['JoinRequest', 'JoinError', 'JoinResult'],
  'store/ledger-store.ts': ['LedgerStore'],
  'store/check-report.ts': ['CheckDepth', 'CheckReport'],
  'store/journal-store.ts': ['JournalStore', 'Incident', 'AuditEntry'],
  'store/record-store.ts': ['RecordStore', 'RecordFilter'],
  'store/refusal-store.ts': ['RefusalStore', 'RefusalNote', 'RefusalRecord', 'RefusalFilter', 'RefusalDaysQuery', 'RefusalDay'],
  'store/session-store.ts': ['Session', 'SessionStore'],
  'store/student-overview.ts': ['STUDENT_SORTS', 'StudentSort', 'StudentOverviewQuery', 'StudentOverviewRow', 'StudentOverview'],
  'store/usage-report.ts': ['USAGE_GROUPS', 'UsageGroup', 'UsageSums', 'UsageRow', 'ModelUsage', 'UsageReport', 'UsageQuery'],
  'store/served-usage.ts': ['ServedUsage'],
  'store/usage-record.ts': ['UsageRecord', 'OutcomeCounts'],
  'store/open-holds.ts': ['OpenHold', 'OpenHolds'],
  'store/migrations.ts': ['Migration', 'AppliedMigration', 'MigrationError', 'readMigrations', 'pendingMigrations'],
  'ledger/model-parameters.ts': ['MODEL_PARAMETERS', 'ModelParameter', 'isModelParameter'],
  'ledger/parameter-support.ts': ['takesParameter', 'mayReason', 'takesWithoutReasoning'],
};
const BENCH = {
  'bench/case-result.ts': ['Window', 'ThrownAway', 'Figure', 'CaseResult'],
  'bench/result.ts': ['BenchResult'],
};
const RENAMED = { JoinWish: 'JoinRequest', JoinAnswer: 'JoinResult', JoinRefusal: 'JoinError' };
const OLD = ['store/store.ts', 'store/student-overview.ts', 'store/usage.ts', 'store/joining.ts', 'store/records.ts', 'store/refusals.ts', 'store/sessions.ts', 'store/migrate.ts', 'ledger/model-parameters.ts'].map((p) => join(ROOT, 'src', p));
OLD.push(join(ROOT, 'bench/result.ts'));
const target = new Map();
for (const [file, names] of Object.entries(MAP)) for (const n of names) target.set(n, join(ROOT, 'src', file));
for (const [file, names] of Object.entries(BENCH)) for (const n of names) target.set('bench:' + n, join(ROOT, file));
const files = ['src', 'test', 'bench'].flatMap((d) => readdirSync(join(ROOT, d), { recursive: true }).filter((f) => /\.m?ts$/.test(f)).map((f) => join(ROOT, d, f)));
for (const file of files) {
  if (/test\/(architecture\.test|support\/source-)/.test(file)) continue;
  const before = readFileSync(file, 'utf8');
  let text = before.replace(/import (type )?\{([^}]*)\} from '([^']+)';/g, (whole, type, names, spec) => {
    if (!spec.startsWith('.')) return whole;
    const from = resolve(dirname(file), spec);
    if (!OLD.includes(from)) return whole;
    const parts = new Map();
    for (const raw of names.split(',').map((s) => s.trim()).filter(Boolean)) {
      const isType = Boolean(type) || raw.startsWith('type ');
      const bare = raw.replace(/^type /, '');
      const [name, ...as] = bare.split(' as ');
      const now = RENAMED[name] ?? name;
      const to = target.get(now) && !from.includes('/bench/') ? target.get(now) : target.get('bench:' + now);
      if (!to) throw new Error(`${file}: ${name}`);
      if (!parts.has(to)) parts.set(to, []);
      parts.get(to).push({ isType, text: [now, ...as].join(' as ') });
    }
    return [...parts].filter(([to]) => to !== file).map(([to, list]) => {
      let rel = relative(dirname(file), to);
      if (!rel.startsWith('.')) rel = './' + rel;
      const all = list.every((l) => l.isType);
      const inner = list.map((l) => (all || !l.isType ? l.text : 'type ' + l.text)).join(', ');
      return `import ${all ? 'type ' : ''}{ ${inner} } from '${rel}';`;
    }).join('\n');
  });
  for (const [a, b] of Object.entries(RENAMED)) text = text.replace(new RegExp(`\\b${a}\\b`, 'g'), b);
  if (text !== before) writeFileSync(file, text);
}
