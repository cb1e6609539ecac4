export const MONEY_REQUESTS_PATH = '/dashboard/money-requests';
