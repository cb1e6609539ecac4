/** Debian's; the project's own files install it (.ci/run). */
export const EXECUTABLE = '/usr/bin/chromium';
export const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
