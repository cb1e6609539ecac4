import { kindKey } from '../../ledger/budgets.ts';
import type { IncidentKind } from '../../ledger/holds.ts';
import type { BudgetCrossing } from '../../store/budget-crossing.ts';
import type { NoticeFacts } from '../../store/notice-facts.ts';

/** Open incidents of one kind, or of one crash, that were not said. */
export interface UnsaidIncidents {
  readonly kind: IncidentKind;
  readonly count: number;
  readonly firstId: number;
  readonly lastId: number;
  /** ms UTC; null for other kinds. */
  readonly crashAt: number | null;
}

export interface PlannedNotice {
  readonly facts: NoticeFacts;
  readonly classId: number | null;
  readonly topic: string;
  /** What is said by it. */
  readonly crossings: readonly BudgetCrossing[];
  readonly incidents: UnsaidIncidents | null;
}

export interface NoticePlan {
  readonly notices: readonly PlannedNotice[];
  /** Never said: a higher threshold of the same budget is. */
  readonly silent: readonly BudgetCrossing[];
}

/** After a notice, others of its topic are gathered for so long and then said together. */
export const GATHER_MS = 600_000;

/**
 * What is said now of all that was found and not said yet. What is left out waits, and is said with what comes meanwhile.
 * @param recent topics that were said within GATHER_MS
 */
export function planNotices(
  crossings: readonly BudgetCrossing[],
  incidents: readonly UnsaidIncidents[],
  recent: ReadonlySet<string>,
): NoticePlan {
  const highest = new Map<string, BudgetCrossing>();
  for (const crossing of crossings) {
    const key = windowKey(crossing);
    const known = highest.get(key);
    if (known === undefined || known.threshold < crossing.threshold) highest.set(key, crossing);
  }
  const said = [...highest.values()];
  const planned = [...ofWalletAndClasses(said), ...ofStudents(said), ...incidents.map(ofIncidents)];
  return {
    notices: planned.filter(({ topic }) => !(isGathered(topic) && recent.has(topic))),
    silent: crossings.filter((crossing) => highest.get(windowKey(crossing)) !== crossing),
  };
}

const WALLET_TOPIC = 'wallet';
const CLASS_TOPIC = 'class';

function isGathered(topic: string): boolean {
  return topic !== WALLET_TOPIC && !topic.startsWith(`${CLASS_TOPIC} `);
}

function ofWalletAndClasses(crossings: readonly BudgetCrossing[]): PlannedNotice[] {
  return crossings.flatMap((crossing): PlannedNotice[] => {
    const { scope, scopeId, spent, limit } = crossing;
    const about = { ...budgetFacts(crossing), spent, limit };
    const rest = { crossings: [crossing], incidents: null };
    if (scope === 'wallet') {
      return [{ facts: { kind: 'wallet_budget', ...about }, classId: null, topic: WALLET_TOPIC, ...rest }];
    }
    if (scope !== 'class') return [];
    const facts = { kind: 'class_budget', classId: scopeId, ...about } as const;
    return [{ facts, classId: scopeId, topic: `${CLASS_TOPIC} ${scopeId}`, ...rest }];
  });
}

/** Classmates who passed the same threshold of the same window are one notice. */
function ofStudents(crossings: readonly BudgetCrossing[]): PlannedNotice[] {
  const groups = Map.groupBy(
    crossings.filter(({ scope }) => scope === 'student'),
    (crossing) => `${crossing.classId} ${kindKey(crossing)} ${crossing.windowStart} ${crossing.threshold}`,
  );
  return [...groups.values()].flatMap((group): PlannedNotice[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { classId } = first;
    const students = group.map(({ scopeId, spent, limit }) => ({ id: scopeId, spent, limit }));
    return [
      {
        facts: { kind: 'student_budget', classId, students, ...budgetFacts(first) },
        classId,
        topic: `students ${classId ?? 0}`,
        crossings: group,
        incidents: null,
      },
    ];
  });
}

function ofIncidents(incidents: UnsaidIncidents): PlannedNotice {
  const { kind: incidentKind, ...rest } = incidents;
  const facts: NoticeFacts =
    incidentKind === 'backup_failed'
      ? { kind: 'backup_failed', incidentId: incidents.lastId }
      : { kind: 'incident', incidentKind, ...rest };
  return { facts, classId: null, topic: `incident ${incidentKind}`, crossings: [], incidents };
}

function budgetFacts({ period, unit, selector, threshold, windowStart, windowEnd }: BudgetCrossing) {
  const kind = { period, ...(unit === 'money' ? {} : { unit }), ...(selector === null ? {} : { selector }) };
  return { ...kind, threshold, windowStart, windowEnd };
}

function windowKey(crossing: BudgetCrossing): string {
  return `${crossing.scope} ${crossing.scopeId} ${kindKey(crossing)} ${crossing.windowStart}`;
}
