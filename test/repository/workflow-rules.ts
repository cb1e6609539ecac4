import { parseDocument } from 'yaml';

type Fields = Readonly<Record<string, unknown>>;

const LOCAL_WORKFLOW = /^\.\/\.github\/workflows\/[\w-]+\.yml$/;
const PINNED_ACTION = /^[\w-]+\/[\w./-]+@[0-9a-f]{40}$/;
/** `uses:` with its version behind it, as Dependabot reads and writes it. */
const LINE_WITH_VERSION = /^\s*(?:- )?uses: (\S+) # v\d+\.\d+\.\d+$/gm;
/** Begins an expression of GitHub's. In two parts, because it looks like a mistaken template string. */
const OPEN_EXPRESSION = '$' + '{{';

/** Parses YAML 1.2. @throws Error where it is not valid, or says a key twice */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS();
}

/** Every action that a workflow uses, as written: "owner/name@hash". */
export function listActions(text: string): string[] {
  return jobsOf(fieldsOf(parseYaml(text))).flatMap(([, job]) => usesOf(job));
}

/** Every broken rule of a workflow, as sentences. */
export function findWorkflowErrors(text: string): string[] {
  const workflow = fieldsOf(parseYaml(text));
  const jobs = jobsOf(workflow);
  const errors = [
    ...(jobs.length === 0 ? ['has no jobs'] : []),
    ...(isReadOnly(workflow.permissions) ? [] : ['does not limit all jobs to read permissions']),
    ...(workflow.concurrency === undefined ? ['has no concurrency'] : []),
    ...findPinErrors(text),
  ];
  return [...errors, ...jobs.flatMap(([name, job]) => findJobErrors(job).map((error) => `job ${name} ${error}`))];
}

function findPinErrors(text: string): string[] {
  const withVersion = new Set([...text.matchAll(LINE_WITH_VERSION)].map(([, action]) => action));
  return listActions(text)
    .filter((action) => !LOCAL_WORKFLOW.test(action))
    .flatMap((action) => {
      if (!PINNED_ACTION.test(action)) return [`uses ${action}, which is not pinned by a full hash`];
      return withVersion.has(action) ? [] : [`uses ${action} without its version in a comment`];
    });
}

function findJobErrors(job: Fields): string[] {
  // A called workflow has the limits of its own jobs, and may not get another one.
  if (job.uses !== undefined) return [];
  const errors = typeof job['timeout-minutes'] === 'number' ? [] : ['has no timeout'];
  if (job.permissions !== undefined && !isFields(job.permissions)) errors.push('does not name its permissions');
  for (const step of stepsOf(job)) {
    // What somebody wrote into a title or a branch's name would run as a command.
    if (String(step.run ?? '').includes(OPEN_EXPRESSION)) errors.push('puts an expression into a script');
    const keepsToken = fieldsOf(step.with)['persist-credentials'] !== false;
    if (String(step.uses).startsWith('actions/checkout@') && keepsToken)
      errors.push('leaves its token in the checkout');
  }
  return errors;
}

function isReadOnly(permissions: unknown): boolean {
  const granted = Object.values(fieldsOf(permissions));
  return isFields(permissions) && granted.every((access) => access === 'read' || access === 'none');
}

function usesOf(job: Fields): string[] {
  return [job, ...stepsOf(job)].flatMap(({ uses }) => (uses === undefined ? [] : [String(uses)]));
}

function jobsOf(workflow: Fields): [string, Fields][] {
  return Object.entries(fieldsOf(workflow.jobs)).map(([name, job]) => [name, fieldsOf(job)]);
}

function stepsOf(job: Fields): Fields[] {
  return Array.isArray(job.steps) ? job.steps.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
