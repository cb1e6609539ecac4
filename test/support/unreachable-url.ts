/**
 * No process listens on port 1: ports below 1024 are not given to clients or for port 0, and port 1 has been unused for
 * decades. A port that was free a moment ago may belong to another test by now.
 */
export const NOBODY = 'http://127.0.0.1:1/v1';
