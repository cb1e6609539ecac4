export const DISCOVERY_PATH = '/dashboard/settings/model-servers';
