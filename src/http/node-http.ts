/**
 * node:http, without an import of its values: an import reads every export of a module, and one of these loads a copy of
 * undici inside Node, which takes 16 MB at rest and 30 ms of each start.
 */
export const { request: requestHttp } = process.getBuiltinModule('node:http');
