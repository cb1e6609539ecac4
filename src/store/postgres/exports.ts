import { ExportRunningError, type ExportStore } from '../export-store.ts';

/** To come. */
export const NO_EXPORTS: ExportStore = {
  start: async () => {
    throw new ExportRunningError('exports of PostgreSQL are not there yet');
  },
};
