import type { Language } from '../access/classes.ts';

export interface Start {
  readonly language: Language;
  readonly url: string;
  readonly isDemo: boolean;
  /** The address of the provider that is called without a key; null: there is a key. */
  readonly calledWithoutKey: string | null;
  readonly isFirst: boolean;
  /** The owner token that was made just now; null when there is one already, or the owner set it. */
  readonly ownerToken: string | null;
  readonly model: string;
}

interface BannerTexts {
  running(url: string): string;
  readonly demo: string;
  withoutKey(address: string): string;
  readonly ownerToken: string;
  readonly dashboard: string;
  readonly terminal: string;
  /** In place of a token that was not made just now. */
  readonly tokenYouSet: string;
  readonly firstStudent: string;
  readonly hello: string;
}

const TEXTS: Readonly<Record<Language, BannerTexts>> = {
  en: {
    running: (url) => `jigap is running at ${url}`,
    demo: 'Demo upstream: answers are simulated and cost nothing real. Set OPENAI_API_KEY for a real model.',
    withoutKey: (address) => `Calls go to ${address} without a key. Set OPENAI_API_KEY if it needs one.`,
    ownerToken: 'Your owner token, shown this once (only its hash is kept):',
    dashboard: 'Your dashboard (sign in with the owner token):',
    terminal: 'The command line does all of it too. In another terminal, in this folder:',
    tokenYouSet: 'the owner token that you set',
    firstStudent: 'First student',
    hello: 'Hello!',
  },
  ko: {
    running: (url) => `jigap 서버가 실행 중입니다: ${url}`,
    demo: '데모 모드입니다. 데모용 답이 나오고 실제 돈은 들지 않습니다. 진짜 모델을 쓰려면 OPENAI_API_KEY를 설정하세요.',
    withoutKey: (address) => `키 없이 호출하는 주소: ${address}\n키가 필요한 서버라면 OPENAI_API_KEY를 설정하세요.`,
    ownerToken: '운영자 토큰입니다. 지금 한 번만 보여 드리니(해시만 저장합니다) 잘 보관하세요:',
    dashboard: '운영자 화면(운영자 토큰으로 로그인하세요):',
    terminal: '터미널에서도 모두 할 수 있습니다. 다른 터미널을 열고 이 폴더에서 실행하세요:',
    tokenYouSet: '설정한 운영자 토큰',
    firstStudent: '첫 학생',
    hello: '안녕!',
  },
};

/** What the terminal says at a start. Secrets, and the lines to copy, only at the first. */
export function startupBanner(start: Start): string {
  const { language, url, ownerToken, isFirst } = start;
  const t = TEXTS[language];
  const token = ownerToken === null ? [] : ['', t.ownerToken, `  ${ownerToken}`];
  const dashboard = ['', t.dashboard, `  ${url}/dashboard`];
  const lines = [t.running(url), ...upstreamNote(start), ...token, ...dashboard];
  return [...lines, ...(isFirst ? firstSteps(start) : []), ''].join('\n');
}

function upstreamNote({ language, isDemo, calledWithoutKey }: Start): string[] {
  const t = TEXTS[language];
  if (isDemo) return [t.demo];
  return calledWithoutKey === null ? [] : [t.withoutKey(calledWithoutKey)];
}

function firstSteps({ language, url, ownerToken, model }: Start): string[] {
  const { terminal, tokenYouSet, firstStudent, hello } = TEXTS[language];
  const chat = `{"model": "${model}", "messages": [{"role": "user", "content": "${hello}"}]}`;
  return [
    '',
    terminal,
    '',
    `  export JIGAP_URL=${url}`,
    `  export JIGAP_OWNER_TOKEN=${ownerToken ?? `'${tokenYouSet}'`}`,
    `  npm run --silent jigap -- student add "${firstStudent}"`,
    `  export OPENAI_API_KEY=$(npm run --silent jigap -- token issue "${firstStudent}" --quiet)`,
    `  export OPENAI_BASE_URL=${url}/v1`,
    '',
    '  curl -s $OPENAI_BASE_URL/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" \\',
    `    -H "Content-Type: application/json" -d '${chat}'; echo`,
    '',
    `  python3 -c 'from openai import OpenAI; print(OpenAI().chat.completions.create(model="${model}",`,
    `    messages=[{"role": "user", "content": "${hello}"}]).choices[0].message.content)'   # pip install openai`,
    '',
    '  npm run --silent jigap -- usage --by student',
  ];
}
