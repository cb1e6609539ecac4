/** Without daylight saving, with it, and with it at a quarter to three on the other side of the date line. */
export const ZONES = ['Asia/Seoul', 'America/New_York', 'Pacific/Chatham', 'UTC'] as const;
