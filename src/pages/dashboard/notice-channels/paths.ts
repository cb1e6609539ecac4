export const CHANNELS_PATH = '/dashboard/settings/notice-channels';
export const CHANNEL_PATH = `${CHANNELS_PATH}/:id`;
export const DELIVERIES_PATH = '/dashboard/settings/notice-deliveries';

export function channelPath(id: number): string {
  return `${CHANNELS_PATH}/${id}`;
}
