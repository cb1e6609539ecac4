/** As print-packages.ts prints it. */
export const UNDICI_OF_NODE = 'the undici of Node';
