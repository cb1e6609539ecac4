import { describe } from 'vitest';
import { testArchive } from './archive.ts';
import { testBudgets } from './budgets.ts';
import { testClaimLinks } from './claim-links.ts';
import { testClassEdits } from './class-edits.ts';
import { testClassOverview } from './class-overview.ts';
import { testCrashes } from './crashes.ts';
import type { TestEngine } from './engine.ts';
import { testFirstTokens } from './first-tokens.ts';
import { testHolds } from './holds.ts';
import { testJoinRequests } from './join-requests.ts';
import { testJoining } from './joining.ts';
import { testJournal } from './journal.ts';
import { testLiveCalls } from './live-calls.ts';
import { testModelChoice } from './model-choice.ts';
import { testMoneyRequests } from './money-requests.ts';
import { testCrossings } from './notices/crossings.ts';
import { testNotices } from './notices/notices.ts';
import { testRecordList } from './record-list.ts';
import { testRefusals } from './refusals.ts';
import { testSessions } from './sessions.ts';
import { testSimultaneousChanges } from './simultaneous-changes.ts';
import { testStudentBalances } from './student-balances.ts';
import { testStudentOverview } from './student-overview.ts';
import { testTopUps } from './top-ups.ts';
import { testUsage } from './usage.ts';
import { testWindows } from './windows.ts';

/** What every engine must do. Call it once in a test file of the engine. */
export function testStoreContract(engine: TestEngine): void {
  describe(`the store on ${engine.name}`, () => {
    testHolds(engine);
    testBudgets(engine);
    testWindows(engine);
    testTopUps(engine);
    testJoining(engine);
    testClaimLinks(engine);
    testJoinRequests(engine);
    testSimultaneousChanges(engine);
    testClassEdits(engine);
    testArchive(engine);
    testFirstTokens(engine);
    testJournal(engine);
    testCrashes(engine);
    testModelChoice(engine);
    testNotices(engine);
    testCrossings(engine);
    testMoneyRequests(engine);
    testSessions(engine);
    testRefusals(engine);
    testLiveCalls(engine);
    testRecordList(engine);
    testUsage(engine);
    testStudentOverview(engine);
    testClassOverview(engine);
    testStudentBalances(engine);
  });
}
