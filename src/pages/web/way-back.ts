/** A longer address is not one that these pages made. */
const MAX_CHARACTERS = 1000;
const PAGE = /^\/dashboard(?:\/(?!sign-)[a-z0-9-]+)*$/;
/** What a way back leads to: pages that list things, the page of a class among them. */
const LIST = /^\/dashboard\/(?:students|classes(?:\/\d+)?|calls(?:\/refused)?|incidents|usage|audit)$/;

/** What of a page says where its links lead back to. */
interface View {
  readonly path: string;
  readonly here: string | null;
  readonly back: string | null;
}

/** The list from which a page was opened: a page of the dashboard, whatever the query names. null: none. */
export function parseWayBack(text: string | null): string | null {
  const here = 'http://here.invalid';
  const url = text === null || text.length > MAX_CHARACTERS ? null : URL.parse(text, here);
  if (url === null || url.origin !== here || url.username !== '' || !PAGE.test(url.pathname)) return null;
  return withoutOneTimeParameters(url);
}

/** Path and query. A notice is shown once, a language chosen once: links do not repeat it. */
export function withoutOneTimeParameters(url: URL): string {
  const query = new URLSearchParams(url.searchParams);
  for (const name of ['lang', 'done']) query.delete(name);
  return query.size === 0 ? url.pathname : `${url.pathname}?${query}`;
}

/** The address of a page that leads back to the list on which the link stands, or from which the reader came. */
export function linkTo(view: View, path: string): string {
  const back = LIST.test(view.path) ? view.here : view.back;
  const [pathname = ''] = path.split(/[?#]/);
  const ownList = pathname.slice(0, pathname.lastIndexOf('/'));
  return back === ownList ? path : addWayBack(path, back);
}

/** Of a link, a form or a redirect. What leads to the list itself leads to it as it was. @param back as parsed */
export function addWayBack(path: string, back: string | null): string {
  if (back === null || !path.startsWith('/dashboard')) return path;
  const url = new URL(path, 'http://here.invalid');
  const list = new URL(back, url);
  if (url.pathname === list.pathname) {
    for (const [name, value] of list.searchParams) url.searchParams.append(name, value);
  } else if (PAGE.test(url.pathname)) url.searchParams.set('back', back);
  return url.pathname + url.search + url.hash;
}
