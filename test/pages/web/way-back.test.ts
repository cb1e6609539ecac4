import { describe, expect, it } from 'vitest';
import { addWayBack, linkTo, parseWayBack } from '../../../src/pages/web/way-back.ts';

describe('the way back to a list', () => {
  it.each([
    ['/dashboard/students', '/dashboard/students'],
    ['/dashboard/students?q=%EA%B9%80&offset=50', '/dashboard/students?q=%EA%B9%80&offset=50'],
    ['/dashboard/calls/refused?reason=budget&lang=ko&done=call_closed', '/dashboard/calls/refused?reason=budget'],
    [
      '/dashboard/classes/3?back=%2Fdashboard%2Fclasses%3Fq%3DAI',
      '/dashboard/classes/3?back=%2Fdashboard%2Fclasses%3Fq%3DAI',
    ],
  ])('is %s', (text, back) => expect(parseWayBack(text)).toBe(back));

  it.each([
    null,
    '',
    'https://evil.example/dashboard/students',
    '//evil.example/dashboard',
    '/\\evil.example/dashboard',
    '\\\\evil.example/dashboard',
    'http:evil.example/dashboard',
    '/\t/evil.example/dashboard',
    'javascript:alert(1)//dashboard',
    'http://a:b@here.invalid/dashboard',
    'http://here.invalid:80@evil.example/dashboard',
    '/dashboard/../me',
    '/dashboard/%2e%2e/me',
    '/dashboard/..%2fme',
    '/dash\u0000board',
    '/me',
    '/dashboards',
    '/dashboard//evil.example',
    '/dashboard/sign-out',
    '/dashboard/calls.csv',
    `/dashboard/students?q=${'x'.repeat(1000)}`,
  ])('is never %j', (text) => expect(parseWayBack(text)).toBeNull());

  const at = (path: string, back: string | null = null) => ({ path: path.split('?')[0] ?? '', here: path, back });

  it('stands in links of a list, unless the plain list is where the page leads back to anyway', () => {
    expect(linkTo(at('/dashboard/students'), '/dashboard/students/7')).toBe('/dashboard/students/7');
    const filtered = '/dashboard/students?q=Kim&offset=50';
    expect(linkTo(at(filtered), '/dashboard/students/7')).toBe(
      '/dashboard/students/7?back=%2Fdashboard%2Fstudents%3Fq%3DKim%26offset%3D50',
    );
    expect(linkTo(at('/dashboard/calls'), '/dashboard/students/7')).toBe(
      '/dashboard/students/7?back=%2Fdashboard%2Fcalls',
    );
  });

  it('is passed on from page to page, so that it still leads to the list', () => {
    const student = at('/dashboard/students/7', '/dashboard/students?q=Kim');
    expect(linkTo(student, '/dashboard/students/7/tokens/1')).toContain('?back=%2Fdashboard%2Fstudents%3Fq%3DKim');
    expect(linkTo(at('/dashboard/students/7'), '/dashboard/students/7/tokens/1')).not.toContain('back');
  });

  it('brings the list back as it was after a form', () => {
    expect(addWayBack('/dashboard/incidents?done=incident_closed', '/dashboard/incidents?state=open')).toBe(
      '/dashboard/incidents?done=incident_closed&state=open',
    );
    expect(addWayBack('/dashboard/students/7?issue=yes#tokens', '/dashboard/students?q=a')).toBe(
      '/dashboard/students/7?issue=yes&back=%2Fdashboard%2Fstudents%3Fq%3Da#tokens',
    );
    expect(addWayBack('/dashboard/sign-out', '/dashboard/students?q=a')).toBe('/dashboard/sign-out');
    expect(addWayBack('/me/rotate', '/dashboard/students?q=a')).toBe('/me/rotate');
  });
});
