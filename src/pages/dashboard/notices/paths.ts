export const NOTICES_PATH = '/dashboard/notices';
export const READ_PATH = `${NOTICES_PATH}/read`;
export const NOTICE_CHOICE_PATH = '/dashboard/settings/notices';
