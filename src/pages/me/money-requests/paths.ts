export const ASK_PATH = '/me/money-requests';
export const ASK_ID = 'ask';
