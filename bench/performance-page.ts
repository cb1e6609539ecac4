import type { CaseResult } from './case-result.ts';
import { caseCells, figureCells, GOAL_HEADINGS, goalCells, machineLines } from './report.ts';
import type { BenchResult } from './result.ts';

/** docs/performance.md, from a run. @param blame what somebody found out about the goals that were missed, Markdown */
export function performancePage(result: BenchResult, blame: string): string {
  const found = blame.replace(/<!--.*?-->/gs, '').trim();
  const parts = [
    HEAD,
    ...(result.options.quick ? ['**From a quick run: most cases are not in it.**'] : []),
    `## Goals\n\n${markdownTable([GOAL_HEADINGS, ...goalCells(result)])}`,
    ...(found === '' ? [] : [`## What was missed, and what the profile blames\n\n${found}`]),
    EVERYTHING_ON,
    `## Where\n\n${machineLines(result).map(listed).join('\n')}`,
    ...(result.missing.length > 0 ? [`Left out of this run:\n\n${result.missing.map(listed).join('\n')}`] : []),
    METHOD,
    '## The figures',
    ...result.cases.map(caseSection),
    NOT_INCLUDED,
  ];
  return `${parts.join('\n\n')}\n`;
}

const HEAD = `# Performance

What a call costs through jigap with everything on, beside the floors and a peer with nothing on. Written by
\`npm run bench -- --write-docs\` from one run; do not edit it. Times and rates are this machine's, and a shared machine is
noisy: compare ratios within a run, never absolute figures of two.`;

const EVERYTHING_ON = `"Everything on" means, for every call: its API token looked up, both rate limiters and the limit of calls in flight,
model and parameters checked, the body parsed and written anew, the worst case held in four budgets (wallet by month, class
by term, student by day and by week) on the disk with \`synchronous=FULL\` before anything goes upstream, the usage read from
the answer, the settlement with its usage record and daily sums, metrics, and one line in the log.
The limits are as high as the settings allow, so that they count every call and refuse none.`;

const METHOD = `## How

Everything runs on 127.0.0.1, in processes of their own. **direct** is the load on the scripted upstream, the floor of
the measurement itself. **nginx** is a reverse proxy without a log, **bare** is \`node:http\` in front of undici's
\`dispatch\` with nothing between but bytes, **portkey** is Portkey's gateway from npm as it starts, without tokens, budgets
or a ledger. **jigap** is what \`npm start\` runs, with its log going to a file.

- The upstream is bare \`node:http\`. It answers at once: JSON of 600 bytes, or a stream with one write every so many
  milliseconds (unpaced: in each turn of its event loop), chunks of 200 bytes, the first at once, usage and \`[DONE]\` in the
  last.
- The image is a PNG of noise, as a \`data:\` URL, sent with \`"detail": "low"\`. Portkey is left out there.
- Who sends and who reads the answers of 46 MiB have processes of their own, which leave the second core to the other
  student and the upstream whenever these need it. The row "direct, beside them" is what is left of their work.
- The load generator speaks HTTP/1.1 over plain keep-alive sockets. Latency is from sending a request, or in cases "at a
  constant rate" from the instant at which it was due, to the last byte of its answer, by a monotonic clock. The time to
  the first byte is to the first of the body.
- CPU is the time of all threads of the process under test from \`/proc\`, in steps of 10 ms, divided by the calls. A busy
  process costs less per call than an idle one, because it reads from many sockets in one turn: in the rows "at a constant
  rate" both do the same work.
- Targets are measured in turn, in alternating order, for several rounds after five seconds of warm-up. Shown are medians
  of the rounds; a ratio or difference is taken within each round first. A window in which one request failed, or got an
  unexpected answer, is thrown away and counted; a run with too many of them fails.
- Memory is the resident size of the process: the most it had in a window. "Memory per stream" is what 1,000 open streams
  add to a process that has just answered calls for a second.
- The million usage records are a term of 1,000 students, written into a database that jigap made; \`jigap check\` finds no
  error in it before anything is measured. "Longest wait of a call" is by how much the slowest call in a window exceeded
  the slowest of a usual quiet window while the page was asked for three times.`;

const NOT_INCLUDED = `## What is not included

- TLS, in front and behind: a reverse proxy or jigap's own connection to the provider adds its cost to every target alike.
- The network, and a real provider: an answer of a real model takes seconds, next to which all of this is small.
- A machine of one's own for the load: generator and upstream share a core and the memory with what is measured, so rates
  are lower, and the slowest latencies higher, than jigap alone would show. The floors beside each figure have the same
  handicap.
- Other endpoints than chat completions, request bodies beyond 1 MB, several processes, and more than one gateway a disk.`;

function caseSection(result: CaseResult): string {
  const thrown = result.thrownAway.length;
  return [
    `### ${result.title}`,
    ...[caseCells(result), figureCells(result)].filter((cells) => cells.length > 1).map(markdownTable),
    ...(thrown > 0 ? [`${thrown} ${thrown === 1 ? 'window was' : 'windows were'} thrown away.`] : []),
  ].join('\n\n');
}

function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string {
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [headings, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function listed(text: string): string {
  return `- ${text}`;
}
