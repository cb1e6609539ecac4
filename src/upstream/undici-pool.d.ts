/** The pool alone: the package's index also loads fetch, WebSockets and caches, 13 MB that no call here uses. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';

  export default Pool;
}
