export const JOIN_PATH = '/join';
export const WAITING_PATH = `${JOIN_PATH}/waiting`;
export const WAITING_LIVE_PATH = `${WAITING_PATH}/live`;
