import type { MoneyRequestWait } from '../../../access/money-requests.ts';
import { defineReaderTexts } from '../../../language/reader-texts.ts';

/** A student asks for more money, and reads the answer. */
export const MONEY_REQUESTS = defineReaderTexts({
  en: (ownerTitle: string) => ({
    title: 'Ask for more money',
    lead: `If your budget is not enough, ask ${ownerTitle}. Say what you need it for.`,
    open: 'Ask for more',
    amount: 'How much more',
    amountHint: (max: string) => `In US dollars, at most ${max}.`,
    reason: 'What do you need it for?',
    reasonHint: (max: number) =>
      `At most ${max} characters. ${ownerTitle[0]?.toUpperCase()}${ownerTitle.slice(1)} reads it.`,
    send: 'Send the request',
    waiting: (amount: string, moment: string) => `You asked for ${amount} on ${moment}. No answer yet.`,
    granted: (amount: string, until: string) => `You got ${amount} more, to use until ${until}.`,
    declined: (amount: string) => `Your request for ${amount} was declined.`,
    yourReason: 'Your reason',
    word: `From ${ownerTitle}`,
    next: (moment: string) => `You can send another request from ${moment}.`,
    nextAfter: {
      open: 'You can send another request when this one is answered.',
      declined: 'After a declined request, you can send another one day later.',
      weekly: 'You have sent as many requests as you can in a week.',
    } satisfies Record<MoneyRequestWait['why'], string>,
    link: 'Ask for more money',
    refused: 'The request was not sent.',
    off: `Your class takes no requests here. Ask ${ownerTitle} directly.`,
  }),
  ko: (ownerTitle) => ({
    title: '예산 더 요청하기',
    lead: `예산이 모자라면 ${ownerTitle}께 더 요청할 수 있어요. 어디에 쓰려는지 적어 주세요.`,
    open: '더 요청하기',
    amount: '더 필요한 금액',
    amountHint: (max) => `미국 달러로 적어 주세요. ${max}까지 요청할 수 있어요.`,
    reason: '어디에 쓰려고 하나요?',
    reasonHint: (max) => `${max}자까지 적을 수 있고, ${ownerTitle}께 그대로 보여요.`,
    send: '요청 보내기',
    waiting: (amount, moment) => `${moment}에 ${amount} 더 달라고 요청했어요. 아직 답이 없어요.`,
    granted: (amount, until) => `${amount} 더 받았어요. ${until}까지 쓸 수 있어요.`,
    declined: (amount) => `예산 요청이 거절되었어요: ${amount}`,
    yourReason: '내가 적은 이유',
    word: `${ownerTitle} 말씀`,
    next: (moment) => `${moment}부터 새로 요청할 수 있어요.`,
    nextAfter: {
      open: '이 요청에 답이 오면 새로 요청할 수 있어요.',
      declined: '요청이 거절되면 하루 뒤에 새로 요청할 수 있어요.',
      weekly: '일주일에 보낼 수 있는 횟수만큼 요청을 모두 보냈어요.',
    },
    link: '예산 더 요청하기',
    refused: '요청을 보내지 못했어요.',
    off: `이 반에서는 여기서 요청할 수 없어요. ${ownerTitle}께 직접 말씀드리세요.`,
  }),
});
