import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const GUIDES = ['docs/owner.en.md', 'docs/owner.ko.md'];
const HEADING = /^## (.+)$/gm;
const LINK = /\[([^\]]+)\]\(#([^)]+)\)/g;

it.each(GUIDES)('%s has a table of contents with each of its sections, in their order', (path) => {
  const text = readFileSync(path, 'utf8');
  const sections = [...text.matchAll(HEADING)].map(([, title = '']) => [title, anchorOf(title)]);
  const links = [...text.matchAll(LINK)].map(([, title, anchor]) => [title, anchor]);
  expect(sections.length).toBeGreaterThan(10);
  expect(links).toEqual(sections);
});

it('the guides say the same things in the same order: as many commands in each section', () => {
  const [english, korean] = GUIDES.map((path) =>
    readFileSync(path, 'utf8')
      .split(/^## .+$/m)
      .map((section) => section.split(/^```sh$/m).length - 1),
  );
  expect(korean).toEqual(english);
});

/** As GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');
}
