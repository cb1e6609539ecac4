export const MAX_SUBJECT_LENGTH = 72;

const SUBJECT = /^(?:feat|fix|perf|refactor|test|docs|build|chore)(?:\([a-z][a-z0-9-]*\))?: (?<summary>.+)$/;
/** Dependabot writes these, with names of packages that may be long. */
const UPDATE_OF_DEPENDENCY = /^build\(deps(-dev)?\): bump /;
const FREQUENT_VERBS =
  'add allow change check correct document fix improve move refactor reject remove rename return show support test update use';
/** "adds", "added" and "adding" of each of them. */
const NOT_IMPERATIVE = new RegExp(
  `^(?:${FREQUENT_VERBS.split(' ')
    .map((verb) => `${verb}e?s|${verb.replace(/e$/, '')}(?:ed|ing)`)
    .join('|')})\\b`,
);

/** What is wrong with the subject of a commit, one sentence each; none when it follows the rule. */
export function findSubjectErrors(subject: string): string[] {
  const summary = SUBJECT.exec(subject)?.groups?.summary;
  if (summary === undefined) return ['is not "type(scope): summary" with a known type'];
  const errors: string[] = [];
  const { length } = Array.from(subject);
  if (length > MAX_SUBJECT_LENGTH && !UPDATE_OF_DEPENDENCY.test(subject)) {
    errors.push(`has ${length} characters, more than ${MAX_SUBJECT_LENGTH}`);
  }
  if (/^[A-Z][a-z]/.test(summary)) errors.push('starts its summary with a capital letter');
  if (summary.endsWith('.')) errors.push('ends with a full stop');
  if (summary !== summary.trim()) errors.push('has spaces around its summary');
  if (NOT_IMPERATIVE.test(summary)) errors.push('is not imperative: write "add", not "added" or "adds"');
  return errors;
}
