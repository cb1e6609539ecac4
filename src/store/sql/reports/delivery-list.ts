import type { Delivery, DeliveryFilter } from '../../delivery-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { cutPage } from '../rows/cut-page.ts';
import { type DeliveryRow, deliveryFrom } from '../rows/notice-channel-row.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

const SELECT = 'SELECT d.*, c.name AS channel_name FROM deliveries d JOIN notice_channels c ON c.id = d.channel_id';

/** Newest first. */
export function* listDeliveries(request: PageRequest & DeliveryFilter): SqlWork<Page<Delivery>> {
  const { after, limit, channelId, noticeId, state } = request;
  const filter = new Filter()
    .and('d.id < ?', after ?? undefined)
    .and('d.channel_id = ?', channelId)
    .and('d.notice_id = ?', noticeId)
    .and('d.state = ?', state);
  const text = `${SELECT} ${filter.where} ORDER BY d.id DESC LIMIT ?`;
  const rows = yield* allRows<DeliveryRow>(text, ...filter.values, limit + 1);
  return cutPage(rows, limit, deliveryFrom);
}

export function* findDelivery(id: number): SqlWork<Delivery | null> {
  const [row] = yield* allRows<DeliveryRow>(`${SELECT} WHERE d.id = ?`, id);
  return row === undefined ? null : deliveryFrom(row);
}
