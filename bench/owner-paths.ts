import type { Jigap } from './jigap-target.ts';

/** What an owner looks at, with a thousand students and a class of fifty. Add a path when the product gets one. */
const API_PATHS = [
  '/api/usage',
  '/api/usage?group_by=student',
  '/api/usage?group_by=class',
  '/api/usage?group_by=model',
  '/api/usage?group_by=token',
  '/api/usage?student_id=500',
  '/api/usage?class_id=5&group_by=student',
  '/api/classes',
  '/api/students',
  '/api/students?limit=200',
  '/api/students?class_id=5',
  '/api/requests',
  '/api/requests?limit=200',
  '/api/requests?student_id=500',
  '/api/requests?class_id=5',
  '/api/requests?model=gpt-4.1-nano',
  '/api/requests?outcome=crash',
  '/api/budgets',
  '/api/budgets?scope=student&scope_id=500',
  '/api/incidents',
  '/api/audit',
  '/api/live',
  '/api/refusals',
];

/** Beside those that the overview has links to. */
const PAGE_PATHS = ['/dashboard', '/dashboard/students', '/dashboard/classes', '/dashboard/students/500'];
const OVERVIEW = '/dashboard';
const SIGN_IN = '/dashboard/sign-in';

export interface OwnerPath {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The paths that this version has. */
export async function ownerPaths(jigap: Jigap): Promise<OwnerPath[]> {
  const url = urlOf(jigap);
  const bearer = { authorization: `Bearer ${jigap.ownerToken}` };
  const cookie = await signIn(jigap);
  const wanted = API_PATHS.map((path) => ({ path, headers: bearer }));
  const pages = cookie === null ? [] : (await pagePaths(url, cookie)).map((path) => ({ path, headers: { cookie } }));
  const there = await Promise.all(
    [...wanted, ...pages].map(async (each) => ((await isThere(url, each)) ? [each] : [])),
  );
  return there.flat();
}

export function urlOf({ port }: Pick<Jigap, 'port'>): string {
  return `http://127.0.0.1:${port}`;
}

async function isThere(url: string, { path, headers }: OwnerPath): Promise<boolean> {
  const response = await fetch(url + path, { headers, redirect: 'manual' });
  await response.arrayBuffer();
  return response.status === 200;
}

/** As the form does it. @returns the cookie; null when there are no pages */
async function signIn(jigap: Jigap): Promise<string | null> {
  const origin = urlOf(jigap);
  const form = await fetch(origin + SIGN_IN);
  const page = await form.text();
  if (form.status !== 200) return null;
  const field = /<input[^>]*type="password"[^>]*>/.exec(page)?.[0].match(/name="([^"]+)"/)?.[1] ?? 'token';
  const answer = await fetch(origin + SIGN_IN, {
    method: 'POST',
    headers: { origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ [field]: jigap.ownerToken }),
    redirect: 'manual',
  });
  await answer.arrayBuffer();
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  if (cookies.length === 0) throw new Error(`signing in to the dashboard answered ${answer.status} without a cookie`);
  return cookies.join('; ');
}

async function pagePaths(url: string, cookie: string): Promise<string[]> {
  const overview = await (await fetch(url + OVERVIEW, { headers: { cookie } })).text();
  const links = [...overview.matchAll(/href="(\/dashboard[^"#]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
  return [...new Set([...PAGE_PATHS, ...links])].filter((path) => !/sign-(?:in|out)/.test(path)).slice(0, MAX_PAGES);
}

const MAX_PAGES = 24;
