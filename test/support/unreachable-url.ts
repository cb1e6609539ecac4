/**
 * Nobody listens here: ports below 1024 are not handed out to clients or to port 0, and 1 has been of no use for
 * decades. A port that was free a moment ago may by now be the one of a test beside this one.
 */
export const NOBODY = 'http://127.0.0.1:1/v1';
