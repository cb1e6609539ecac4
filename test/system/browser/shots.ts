import type { Page } from 'playwright-core';
import type { SeededClass } from '../../support/seeded-class.ts';

/** One picture, taken in every size, language and scheme. */
export interface Shot {
  readonly name: string;
  readonly as: 'nobody' | 'owner' | 'student';
  readonly path: (seeded: SeededClass) => string;
  /** Whose page, for a student. */
  readonly who?: (seeded: SeededClass) => { readonly token: string };
  /** What is done on the page before the picture is taken. */
  readonly before?: (page: Page, seeded: SeededClass) => Promise<void>;
}

/** Tokens are issued to those who have none: each picture needs new ones. */
let newcomers = 0;

export const SHOTS: readonly Shot[] = [
  { name: 'chooser', as: 'nobody', path: () => '/' },
  { name: 'owner-sign-in', as: 'nobody', path: () => '/dashboard/sign-in' },
  {
    name: 'owner-sign-in-wrong',
    as: 'nobody',
    path: () => '/dashboard/sign-in',
    before: async (page) => {
      await page.fill('[name=token]', 'jgp_wrong');
      await page.click('button.primary');
    },
  },
  { name: 'student-sign-in', as: 'nobody', path: () => '/me/sign-in' },
  { name: 'join-code', as: 'nobody', path: () => '/join?code=K7M2-Q9XP' },
  { name: 'join', as: 'nobody', path: ({ joinCodes }) => `/join?code=${joinCodes[0]}` },
  { name: 'join-closed', as: 'nobody', path: ({ joinCodes }) => `/join?code=${joinCodes[1]}` },
  {
    name: 'join-name-taken',
    as: 'nobody',
    path: ({ joinCodes }) => `/join?code=${joinCodes[0]}`,
    before: async (page) => {
      await page.fill('[name=name]', '김서연');
      await page.click('main button.primary');
    },
  },
  {
    name: 'joined',
    as: 'nobody',
    path: ({ joinCodes }) => `/join?code=${joinCodes[0]}`,
    before: async (page) => {
      newcomers++;
      await page.fill('[name=name]', `한여름 ${newcomers}`);
      await page.click('main button.primary');
    },
  },
  { name: 'nothing-here', as: 'nobody', path: () => '/dashboard/nothing' },
  {
    name: 'overview',
    as: 'owner',
    path: () => '/dashboard',
    // Refusals are kept within a second, and the page looks again soon after.
    before: async (page) => {
      await page.locator('dl.figures a').filter({ hasText: /^2$/ }).waitFor();
    },
  },
  { name: 'students', as: 'owner', path: () => '/dashboard/students' },
  { name: 'students-add', as: 'owner', path: () => '/dashboard/students?add=yes&class=none' },
  { name: 'student', as: 'owner', path: ({ usual }) => `/dashboard/students/${usual.id}` },
  { name: 'student-suspended', as: 'owner', path: ({ suspended }) => `/dashboard/students/${suspended.id}` },
  {
    name: 'student-budget-wrong',
    as: 'owner',
    path: ({ near }) => `/dashboard/students/${near.id}`,
    before: async (page) => {
      await page.click('.budget-list summary');
      await page.fill('[name=limit_week]', '0.5달러');
      await page.click('.budget-list .opened button');
    },
  },
  {
    name: 'student-token',
    as: 'owner',
    path: ({ spent }) => `/dashboard/students/${spent.id}`,
    before: async (page) => {
      await page.click('#tokens summary.button');
      await page.click('#tokens .opened button');
    },
  },
  {
    name: 'student-token-ends',
    as: 'owner',
    path: ({ usual }) => `/dashboard/students/${usual.id}/tokens/${usual.tokenId}`,
  },
  { name: 'student-remove', as: 'owner', path: ({ near }) => `/dashboard/students/${near.id}/remove` },
  {
    name: 'students-several',
    as: 'owner',
    path: () => '/dashboard/students/several',
    before: async (page) => {
      await page.fill(
        '[name=names]',
        '김서연\n박서준\n남궁하늘\n이지안\nMaximiliana Wolfeschlegelsteinhausenbergerdorff',
      );
      await page.selectOption('[name=class_id]', '1');
      await page.click('main button.primary');
    },
  },
  { name: 'usage', as: 'owner', path: () => '/dashboard/usage' },
  { name: 'usage-students', as: 'owner', path: () => '/dashboard/usage?group=student' },
  { name: 'calls', as: 'owner', path: () => '/dashboard/calls' },
  { name: 'calls-refused', as: 'owner', path: () => '/dashboard/calls/refused' },
  {
    name: 'call',
    as: 'owner',
    path: () => '/dashboard/calls?outcome=abandoned',
    before: async (page) => {
      await page.click('table a');
    },
  },
  { name: 'incidents', as: 'owner', path: () => '/dashboard/incidents' },
  { name: 'incident', as: 'owner', path: () => '/dashboard/incidents/1' },
  {
    name: 'incident-refund-wrong',
    as: 'owner',
    path: () => '/dashboard/incidents/1',
    before: async (page) => {
      await page.fill('[name=amount_usd]', '0.5');
      await page.click('main button.primary');
    },
  },
  { name: 'wallet', as: 'owner', path: () => '/dashboard/wallet' },
  { name: 'audit', as: 'owner', path: () => '/dashboard/audit' },
  { name: 'classes', as: 'owner', path: () => '/dashboard/classes' },
  {
    name: 'class-new-wrong',
    as: 'owner',
    path: () => '/dashboard/classes/new',
    before: async (page) => {
      await page.fill('[name=name]', '인공지능과 함께하는 창의 융합 탐구 동아리 화요일 오후반');
      await page.fill('[name=budgets_month]', '십 달러');
      await page.fill('[name=student_budgets_term]', '1');
      await page.click('main button.primary');
    },
  },
  { name: 'class', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}` },
  {
    name: 'class-budgets',
    as: 'owner',
    path: ({ classIds }) => `/dashboard/classes/${classIds[1]}`,
    before: async (page) => {
      await page.click('.opens > summary');
    },
  },
  { name: 'class-calls', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}/calls` },
  { name: 'class-edit', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}/edit` },
  {
    name: 'class-bulk',
    as: 'owner',
    path: ({ classIds }) => `/dashboard/classes/${classIds[0]}`,
    before: async (page) => {
      await page.check('[name=everyone]');
      await page.click('[value=suspend]');
    },
  },
  {
    name: 'class-move',
    as: 'owner',
    path: ({ classIds }) => `/dashboard/classes/${classIds[0]}`,
    before: async (page) => {
      await page.check('[name=everyone]');
      await page.selectOption('[name=move_to]', '2');
      await page.click('[value=move]');
    },
  },
  {
    name: 'class-tokens',
    as: 'owner',
    path: ({ classIds }) => `/dashboard/classes/${classIds[1]}`,
    before: async (page, { classIds }) => {
      await page.goto(`/dashboard/students/several`);
      newcomers++;
      const names = ['남궁하늘', 'Maximiliana Wolfeschlegelsteinhausenbergerdorff'];
      await page.fill('[name=names]', names.map((name) => `${name} ${newcomers}`).join('\n'));
      await page.selectOption('[name=class_id]', String(classIds[1]));
      await page.click('main button.primary');
      await page.click('main button.primary');
      await page.goto(`/dashboard/classes/${classIds[1]}`);
      await page.check('[name=everyone]');
      await page.click('[value=tokens]');
      await page.click('.bulk-do button');
    },
  },
  { name: 'class-lessons', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}/lessons` },
  { name: 'class-calls', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}/calls` },
  { name: 'class-archive', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}/archive` },
  { name: 'class-copy', as: 'owner', path: ({ classIds }) => `/dashboard/classes/${classIds[0]}/copy` },
  { name: 'classes-archived', as: 'owner', path: () => '/dashboard/classes?archived=yes' },
  { name: 'money-requests', as: 'owner', path: () => '/dashboard/money-requests' },
  { name: 'notices', as: 'owner', path: () => '/dashboard/notices' },
  { name: 'notice-channels', as: 'owner', path: () => '/dashboard/settings/notice-channels' },
  { name: 'notice-deliveries', as: 'owner', path: () => '/dashboard/settings/notice-deliveries' },
  { name: 'backups', as: 'owner', path: () => '/dashboard/settings/backups' },
  { name: 'export', as: 'owner', path: () => '/dashboard/settings/export' },
  { name: 'forgetting', as: 'owner', path: () => '/dashboard/forgetting' },
  { name: 'settings', as: 'owner', path: () => '/dashboard/settings' },
  { name: 'models', as: 'owner', path: () => '/dashboard/settings/models' },
  { name: 'model-serve', as: 'owner', path: () => '/dashboard/settings/models/serve?name=gpt-4o' },
  {
    name: 'settings-check',
    as: 'owner',
    path: () => '/dashboard/settings',
    before: async (page) => {
      await page.click('#ledger button');
    },
  },
  { name: 'me', as: 'student', path: () => '/me' },
  { name: 'me-near', as: 'student', path: () => '/me', who: ({ near }) => near },
  { name: 'me-spent', as: 'student', path: () => '/me', who: ({ spent }) => spent },
  { name: 'me-suspended', as: 'student', path: () => '/me', who: ({ suspended }) => suspended },
  {
    name: 'me-tried',
    as: 'student',
    path: () => '/me',
    before: async (page) => {
      await page.click('.try-it button');
      await page.waitForSelector('.try-cost p');
    },
  },
];
