import { isLoopback } from '../../address/site-address.ts';
import { defineTexts } from '../../language/texts.ts';
import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';

const TEXTS = defineTexts({
  en: {
    owner: (origin: string) =>
      `The address ${origin} works on this computer only. Before you hand it out, set JIGAP_PUBLIC_URL to the address by which students reach jigap, and start it again. In your own network, start it with JIGAP_HOST=0.0.0.0 and open this page by an address that the start prints.`,
    student: (origin: string, ownerTitle: string) =>
      `The address ${origin} works on this computer only. Ask ${ownerTitle} for the address for other computers.`,
  },
  ko: {
    owner: (origin) =>
      `이 주소(${origin})는 이 컴퓨터에서만 열려요. 학생에게 알려 주기 전에, 학생이 접속할 주소를 JIGAP_PUBLIC_URL에 적고 서버를 다시 시작하세요. 같은 네트워크에서만 쓴다면 JIGAP_HOST=0.0.0.0으로 시작하고, 그때 터미널에 나오는 주소로 이 페이지를 여세요.`,
    student: (origin, ownerTitle) =>
      `이 주소(${origin})는 이 컴퓨터에서만 열려요. 다른 컴퓨터에서 쓸 주소는 ${ownerTitle}께 여쭤보세요.`,
  },
});

/** What to do, beside a link or base URL that no other computer can reach; null for all others. */
export function addressNotice({ origin, role, language, ownerTitle }: ViewContext): Html | null {
  if (!isLoopback(origin)) return null;
  const t = TEXTS[language];
  return html`<p class="notice near address-notice">${role === 'owner' ? t.owner(origin) : t.student(origin, ownerTitle)}</p>`;
}
