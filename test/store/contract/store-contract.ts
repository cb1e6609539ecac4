import { describe } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { testArchive } from './archive.ts';
import { testBudgets } from './budgets.ts';
import { testCarryOver } from './carry-over.ts';
import { testClaimLinks } from './claim-links.ts';
import { testClassEdits } from './class-edits.ts';
import { testClassOverview } from './class-overview.ts';
import { testCrashes } from './crashes.ts';
import type { TestEngine } from './engine.ts';
import { testFirstTokens } from './first-tokens.ts';
import { testForgetting } from './forgetting.ts';
import { testHolds } from './holds.ts';
import { testJoinRequests } from './join-requests.ts';
import { testJoining } from './joining.ts';
import { testJournal } from './journal.ts';
import { testLessons } from './lessons.ts';
import { testLiveCalls } from './live-calls.ts';
import { testModelChoice } from './model-choice.ts';
import { testMoneyRequests } from './money-requests.ts';
import { testNoticeChannels } from './notice-channels.ts';
import { testCrossings } from './notices/crossings.ts';
import { testNotices } from './notices/notices.ts';
import { testRecordList } from './record-list.ts';
import { testRefusals } from './refusals.ts';
import { testServedUsage } from './served-usage.ts';
import { testSessions } from './sessions.ts';
import { testSimultaneousChanges } from './simultaneous-changes.ts';
import { testStudentBalances } from './student-balances.ts';
import { testStudentOverview } from './student-overview.ts';
import { testTopUpMoney } from './top-up-money.ts';
import { testTopUps } from './top-ups.ts';
import { testUnitBudgets } from './unit-budgets.ts';
import { testUsage } from './usage.ts';
import { testWindows } from './windows.ts';

/**
 * What every engine must do. Call it once in a test file of the engine. The rules are the same code for all engines: where
 * opening a database takes long, `npm test` asks for what they do with money, and `npm run test:long` for the rest.
 */
export function testStoreContract(engine: TestEngine): void {
  describe(`the store on ${engine.name}`, () => {
    testHolds(engine);
    testBudgets(engine);
    testUnitBudgets(engine);
    testWindows(engine);
    testTopUpMoney(engine);
    testSimultaneousChanges(engine);
    testCrashes(engine);
  });
  describe(`the store on ${engine.name}`, engine.isSlow ? LONG_RUN : {}, () => {
    testTopUps(engine);
    testCarryOver(engine);
    testJoining(engine);
    testClaimLinks(engine);
    testJoinRequests(engine);
    testClassEdits(engine);
    testArchive(engine);
    testLessons(engine);
    testForgetting(engine);
    testFirstTokens(engine);
    testJournal(engine);
    testModelChoice(engine);
    testNotices(engine);
    testNoticeChannels(engine);
    testCrossings(engine);
    testMoneyRequests(engine);
    testSessions(engine);
    testRefusals(engine);
    testLiveCalls(engine);
    testRecordList(engine);
    testServedUsage(engine);
    testUsage(engine);
    testStudentOverview(engine);
    testClassOverview(engine);
    testStudentBalances(engine);
  });
}
