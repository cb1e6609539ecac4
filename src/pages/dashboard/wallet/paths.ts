export const WALLET_PATH = '/dashboard/wallet';
export const PROJECT_LIMIT_PATH = `${WALLET_PATH}/project-limit`;
