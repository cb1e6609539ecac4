/**
 * Reads the part of the Dockerfile language that our Dockerfile uses. Any other instruction stops the run, so that no
 * step remains untested.
 */
export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'copy'; readonly from: string | null; readonly owner: string | null; readonly paths: string[] }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'env'; readonly values: ReadonlyArray<readonly [string, string]> }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'volume'; readonly path: string }
  | { readonly kind: 'expose'; readonly port: number }
  | { readonly kind: 'healthcheck'; readonly command: string[] }
  | { readonly kind: 'stopsignal'; readonly signal: string }
  | { readonly kind: 'cmd'; readonly command: string[] };

interface Line {
  readonly number: number;
  readonly keyword: string;
  readonly rest: string;
}

/** @throws Error naming the line that is not understood */
export function parseDockerfile(text: string): Stage[] {
  const stages: Array<{ name: string; base: string; steps: Step[] }> = [];
  for (const line of joinLines(text)) {
    if (line.keyword === 'FROM') {
      stages.push({ ...readFrom(line, stages.length), steps: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw fault(line, 'comes before the first FROM');
    stage.steps.push(readStep(line));
  }
  if (stages.length === 0) throw new Error('the Dockerfile has no FROM');
  return stages;
}

function joinLines(text: string): Line[] {
  const lines: Line[] = [];
  let open = '';
  let openedAt = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*#\s*(syntax|escape|check)\s*=/.test(raw)) throw new Error(`Dockerfile:${index + 1}: directives: ${raw}`);
    if (/^\s*(#|$)/.test(raw)) continue;
    if (open === '') openedAt = index + 1;
    open += raw.replace(/\\\s*$/, ' ');
    if (/\\\s*$/.test(raw)) continue;
    lines.push(splitKeyword(open, openedAt));
    open = '';
  }
  if (open !== '') throw new Error(`Dockerfile:${openedAt}: the last line is continued nowhere`);
  return lines;
}

function splitKeyword(text: string, number: number): Line {
  const [, keyword = '', rest = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(text) ?? [];
  return { number, keyword: keyword.toUpperCase(), rest };
}

function readFrom(line: Line, index: number): { name: string; base: string } {
  const [, base, , name] = /^([^\s$-][^\s$]*)( +AS +(\S+))?$/i.exec(line.rest) ?? [];
  if (base === undefined) throw fault(line, 'is not understood');
  return { base, name: name ?? String(index) };
}

function readStep(line: Line): Step {
  switch (line.keyword) {
    case 'WORKDIR':
      return { kind: 'workdir', path: plain(line) };
    case 'COPY':
      return readCopy(line);
    case 'RUN':
      if (/^(--|\[)/.test(line.rest) || line.rest.includes('<<')) throw fault(line, 'is not a plain shell command');
      return { kind: 'run', command: line.rest };
    case 'ENV':
      return { kind: 'env', values: words(line).map((word) => readAssignment(line, word)) };
    case 'USER':
      return { kind: 'user', name: plain(line) };
    case 'VOLUME':
      return { kind: 'volume', path: plain(line) };
    case 'EXPOSE':
      return { kind: 'expose', port: readPort(line) };
    case 'STOPSIGNAL':
      return { kind: 'stopsignal', signal: plain(line) };
    case 'HEALTHCHECK':
      return { kind: 'healthcheck', command: readHealthcheck(line) };
    case 'CMD':
      return { kind: 'cmd', command: readExecForm(line, line.rest) };
    default:
      throw fault(line, 'is an instruction that these steps do not know');
  }
}

function readCopy(line: Line): Step {
  let from: string | null = null;
  let owner: string | null = null;
  const paths: string[] = [];
  for (const word of words(line)) {
    const [, flag, value] = /^--([a-z-]+)=?(.*)$/.exec(word) ?? [];
    if (flag === undefined) paths.push(word);
    else if (flag === 'from' && value) from = value;
    else if (flag === 'chown' && value) owner = value;
    else throw fault(line, `has the unknown flag ${word}`);
  }
  if (paths.length < 2) throw fault(line, 'names no target');
  if (paths.some((path) => /[*?[]/.test(path))) throw fault(line, 'has wildcards');
  return { kind: 'copy', from, owner, paths };
}

function readAssignment(line: Line, word: string): readonly [string, string] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=([^"']*)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) throw fault(line, `has ${word}, which is not NAME=value`);
  return [name, value];
}

function readPort(line: Line): number {
  if (!/^\d+$/.test(line.rest)) throw fault(line, 'is not one port');
  return Number(line.rest);
}

function readHealthcheck(line: Line): string[] {
  const [, command] =
    /^(?:--(?:interval|timeout|start-period|start-interval|retries)=\S+\s+)*CMD\s+(.*)$/.exec(line.rest) ?? [];
  if (command === undefined) throw fault(line, 'is not understood');
  return readExecForm(line, command);
}

function readExecForm(line: Line, text: string): string[] {
  try {
    const command: unknown = JSON.parse(text);
    if (Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === 'string'))
      return command;
  } catch {
    // Falls through to the one message for every malformed form.
  }
  // The shell form puts a shell between Docker and the server, and the shell swallows SIGTERM.
  throw fault(line, 'is not in the form ["program", "argument"]');
}

function plain(line: Line): string {
  const [word, ...more] = words(line);
  if (word === undefined || more.length > 0 || word.startsWith('['))
    throw fault(line, 'does not have one plain argument');
  return word;
}

function words(line: Line): string[] {
  if (line.rest.includes('$')) throw fault(line, 'uses a variable');
  return line.rest.split(/\s+/).filter((word) => word !== '');
}

function fault(line: Line, what: string): Error {
  return new Error(`Dockerfile:${line.number}: ${line.keyword} ${line.rest}: ${what}`);
}
