/**
 * npm run test:fuzz -- --runs 500 --seconds 30 --seed 7 [--path 12:3:0]
 *
 * Sends hostile requests over raw sockets to the gateway, in a process of its own, with a hostile provider behind it.
 * Ends after so many batches or so many seconds. A failure is shrunk, and printed with what sends it again.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { batch, Fuzz } from './batch.ts';
import { startFuzzFixture } from './fuzz-fixture.ts';
import { requestBytes } from './requests.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
    path: { type: 'string' },
  },
});
const runs = wholeNumber('--runs', values.runs);
const seconds = wholeNumber('--seconds', values.seconds);
const seed = wholeNumber('--seed', values.seed);

console.log(`up to ${runs} batches or ${seconds} s, seed ${seed} (--seed ${seed} makes the same batches again)`);
const fixture = await startFuzzFixture();
const fuzz = new Fuzz(fixture);
const result = await fc.check(
  fc.asyncProperty(batch, (one) => fuzz.run(one)),
  {
    ...{
      seed,
      numRuns: runs,
      interruptAfterTimeLimit: seconds * 1000,
      markInterruptAsFailure: false,
      endOnFailure: false,
    },
    ...(values.path === undefined ? {} : { path: values.path }),
  },
);
const leaks = fixture.server.hasEnded() ? ['the process has ended'] : await fuzz.leaks();
const sent = [...fuzz.statuses.values()].reduce((sum, count) => sum + count, 0);
console.log(`${fuzz.batches} batches, ${sent} requests, by the status of their answer:`);
console.table(Object.fromEntries([...fuzz.statuses].sort(([a], [b]) => a.localeCompare(b))));
if (result.failed) printFailure();
if (leaks.length > 0) console.error(`FAILED: ${leaks.join('\n')}`);
await fixture.stop();
if (!result.failed && leaks.length === 0) console.log('ok');
process.exit(result.failed || leaks.length > 0 ? 1 : 0);

function printFailure(): void {
  console.error(
    `FAILED with --seed ${result.seed} --path ${result.counterexamplePath} (after ${result.numShrinks} shrinks)`,
  );
  console.error(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
  const [found] = result.counterexample ?? [];
  for (const [at, request] of (found?.requests ?? []).entries()) {
    const token = request.caller === 'none' ? null : `<token of ${request.caller}>`;
    console.error(`--- request ${at}: ${JSON.stringify({ ...request, body: undefined })}`);
    console.error(requestBytes(request, token).subarray(0, 4000).toString('latin1'));
  }
  console.error(`--- answers: ${JSON.stringify(found?.answers, null, 1).slice(0, 4000)}`);
  if (fixture.server.hasEnded()) console.error(fixture.server.printed().slice(-3000));
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`${name} takes a whole number above zero`);
  process.exit(2);
}
