import type { Change } from '../store/change.ts';
import type { Delivery } from '../store/delivery-store.ts';

/** Sends in the background what is in the outbox. */
export interface DeliverySender {
  /** Sends a test message at once, ahead of what waits, also to a channel that is off. @throws AdminError */
  sendTest(channelId: number, change: Change): Promise<Delivery>;
  /** Something is due now. */
  wake(): void;
}
