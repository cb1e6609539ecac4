/** A word that this code base no longer uses, and what it writes instead. */
export interface WordRule {
  readonly word: RegExp;
  readonly instead: string;
  /** Where the word has the meaning that it has in the field. */
  readonly allowedIn?: RegExp;
}

/** Docker's own term, in the suite that reads a Dockerfile and in what documents it. */
const DOCKER = /docker|^\.ci\//i;

/** A fault point, as in fault injection. */
const CRASH = /^test\/system\/crash\//;

/** Names of files, without folder, extension and ".test". */
const FILE_NAMES: readonly WordRule[] = [
  { word: /^rule-book$/, instead: 'effective-rules' },
  { word: /^rule-changes$/, instead: 'rule-invalidation' },
  { word: /^readings$/, instead: 'readers, metered-usage' },
  { word: /^day-sums$/, instead: 'daily-totals' },
  { word: /^spent$/, instead: 'spend-query' },
  { word: /^visit$/, instead: 'view-context' },
  { word: /^who$/, instead: 'people-filter' },
  { word: /^chooser$/, instead: 'home' },
  { word: /^standing$/, instead: 'budget-status' },
  { word: /^unreadable$/, instead: 'malformed-request' },
  { word: /^welcome$/, instead: 'startup-banner' },
  { word: /^won$/, instead: 'krw-amounts' },
  { word: /^nobody$/, instead: 'unreachable-url' },
  { word: /^places$/, instead: 'in-flight-limits' },
  { word: /^lesson$/, instead: 'crash-scenario' },
  { word: /^(?:.*-)?classroom$/, instead: 'the name of what it starts' },
  { word: /^(?:.*-)?troubles?(?:-.*)?$/, instead: 'upstream-errors' },
  { word: /^(?:.*-)?wish(?:es)?(?:-.*)?$/, instead: 'request, choice' },
];

/** Anywhere in a text: names, comments, titles, sentences. */
const TEXTS: readonly WordRule[] = [
  ...compounds({
    'rule-book': 'effective-rules',
    'rule-changes': 'rule-invalidation',
    'day-sums': 'daily-totals',
    'html-holes': 'html-context',
    'typed-amount': 'parse-usd',
    'show-money': 'format-money',
    'fault-pages': 'error-pages',
    'bulk-wish': 'bulk-request',
    'usage-steps': 'usage-buckets',
    'student-facts': 'load-student',
    'incident-stories': 'incident-details',
    'upstream-trouble': 'upstream-error',
    'large-bodies': 'body-queue',
    'refusal-keeper': 'refusal-log',
    'bill-watch': 'billing-reconciler',
    'settings-in-force': 'effective-settings',
    'another-hand': 'external-writes',
    'limits-in-force': 'effective-limits',
  }),
  { word: /\bstand-?ins?\b|\bstandIns?\b|\bStandIns?\b/, instead: 'fallback' },
  { word: /\b(?:MOST|LONGEST)_\w+/, instead: 'MAX_...' },
  { word: /\bFEWEST_\w+/, instead: 'MIN_...' },
  { word: /[a-z]Faults?\b|Faults?[A-Z]|\bFaults?\b|\bfaults?[A-Z]\w*/, instead: 'Error, problem', allowedIn: CRASH },
  { word: /\bvisit\b|\bVisit\b|\bvisit[A-Z]\w*/, instead: 'context, request' },
  { word: /\bverdicts?\b|\w*Verdict\w*|\bverdict[A-Z]\w*/, instead: 'assertions, result' },
  { word: /\bstages?\b|[a-zA-Z]*Stages?\b|\bstage[A-Z]\w*/i, instead: 'fixture, step', allowedIn: DOCKER },
  { word: /\bclassrooms?\b|Classroom/i, instead: 'class, fixture' },
  { word: /\bwish(?:es)?\b|[a-z]Wish\b|\bWish[A-Z]?/i, instead: 'request, choice, options' },
  { word: /\b[Tt]he way of a call\b/, instead: 'request flow' },
  { word: /\b[Aa]n aside\b|\b[Aa]sides\b/, instead: 'non-data SSE field' },
  { word: /\bno word of our own\b/i, instead: 'library error text' },
  { word: /\bone hand at a time\b/i, instead: 'single writer' },
  { word: /\b(?:is|are|was) as good\b/i, instead: 'counts as' },
  { word: /\bcomes? back by itself\b/i, instead: 'resets' },
  { word: /(?<=['"`>])In all\b/, instead: 'Total' },
  { word: /\bThe class is there\b/, instead: 'Class created' },
  { word: /\bLet them call again\b/, instead: 'Resume' },
  { word: /\bpile of accents\b/, instead: 'too many combining marks' },
  { word: /\b(?:the|our) house\b/i, instead: 'the architecture' },
];

/** Every use of a word that is no longer ours, as sentences. @param path below the repository, with slashes */
export function findOldWords(path: string, text: string): string[] {
  const name = path.replace(/^.*\//, '').replace(/\..*$/, '');
  const inName = [...FILE_NAMES, ...TEXTS]
    .filter(({ word, allowedIn }) => word.test(name) && allowedIn?.test(path) !== true)
    .map(({ instead }) => `${path}: the name of the file; write ${instead}`);
  const rules = TEXTS.filter(({ word, allowedIn }) => word.test(text) && allowedIn?.test(path) !== true);
  const inText = text.split('\n').flatMap((line, index) =>
    rules.flatMap(({ word, instead }) => {
      const [found] = word.exec(line) ?? [];
      return found === undefined ? [] : [`${path}:${index + 1}: "${found}"; write ${instead}`];
    }),
  );
  return [...inName, ...inText];
}

/** "rule-book" also as ruleBook and RuleBook, and in the singular. */
function compounds(renamed: Readonly<Record<string, string>>): WordRule[] {
  return Object.entries(renamed).map(([old, instead]) => {
    const [first = '', ...rest] = old.split('-');
    const spellings = [first, ...rest].map(
      (part) => `[${part.charAt(0)}${part.charAt(0).toUpperCase()}]${part.slice(1)}`,
    );
    return { word: new RegExp(`${spellings.join('-?').replace(/s$/, 's?')}`), instead };
  });
}
