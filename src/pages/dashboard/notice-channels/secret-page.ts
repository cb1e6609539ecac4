import type { SignedNoticeChannel } from '../../../admin/notice-channels.ts';
import { copyLine } from '../../components/copy-button.ts';
import { renderPage } from '../../components/layout.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CHANNELS_PATH, channelPath } from './paths.ts';
import { CHANNELS } from './texts.ts';

/** The only page that shows a secret: it has no address, so it cannot be loaded again. */
export function secretPage(view: OwnerView, { channel, secret }: SignedNoticeChannel): Html {
  const t = CHANNELS[view.language];
  return renderPage(
    { ...view, here: CHANNELS_PATH },
    {
      title: t.secretTitle,
      lead: t.secretLead,
      body: html`<div class="stack">${copyLine(view, secret ?? '', t.secretTitle)}
<p><a class="button primary" href="${channelPath(channel.id)}">${t.secretDone}</a></p></div>`,
    },
  );
}
