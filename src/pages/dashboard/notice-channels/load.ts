import { listDeliveries } from '../../../admin/notice-channels.ts';
import { describeNotices } from '../../../admin/notices/describe-notices.ts';
import type { NoticeText } from '../../../admin/notices/notice-text.ts';
import type { Delivery, DeliveryFilter } from '../../../store/delivery-store.ts';
import type { Page, PageRequest } from '../../../store/paging.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';

export interface DeliveryList {
  readonly deliveries: Page<Delivery>;
  /** What they were about, by the id of the notice. */
  readonly notices: ReadonlyMap<number, NoticeText>;
}

export async function loadDeliveries(
  { language, timeZone, krwPerUsd }: OwnerView,
  request: PageRequest & DeliveryFilter,
  site: Site,
): Promise<DeliveryList> {
  const deliveries = await listDeliveries(request, site);
  const ids = deliveries.rows.flatMap(({ noticeId }) => (noticeId === null ? [] : [noticeId]));
  const notices = await site.store.deliveries.noticesOf([...new Set(ids)]);
  const texts = await describeNotices(notices, { language, timeZone, krwPerUsd }, site);
  const byId = notices.flatMap(({ id }, index) => {
    const text = texts[index];
    return text === undefined ? [] : [[id, text] as const];
  });
  return { deliveries, notices: new Map(byId) };
}
