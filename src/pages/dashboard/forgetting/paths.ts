export const FORGETTING_PATH = '/dashboard/forgetting';
