export const CLAIM_PATH = '/claim';
