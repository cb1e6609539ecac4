/** Checks the subjects of new commits against the rule in CONTRIBUTING.md. `npm run check:commits`. */
import { join } from 'node:path';
import { findSubjectErrors } from './commit-subject.ts';
import { listNewCommits } from './new-commits.ts';

/** The newest commit that is older than the rule. */
const BASE = '750a9cd703278235f3dc6169bf384abc8bbccea7';
const commits = listNewCommits(join(import.meta.dirname, '../..'), BASE);
for (const { hash, subject } of commits ?? []) {
  for (const error of findSubjectErrors(subject)) {
    console.error(`not ok - ${hash.slice(0, 7)} "${subject}" ${error}`);
    process.exitCode = 1;
  }
}
if (commits === null) console.log('no Git history here: no commit to check');
else if (process.exitCode === undefined) console.log(`ok - the subjects of ${commits.length} commits`);
else console.error('The rule is in CONTRIBUTING.md. `git rebase --interactive` changes the subject of a commit.');
