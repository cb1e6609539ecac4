import type { Shell } from '../admin/key-setup.ts';
import type { Language } from '../language/languages.ts';
import { firstCommands } from './first-commands.ts';

export interface Start {
  readonly language: Language;
  /** Where this machine reaches it. */
  readonly url: string;
  /** What JIGAP_PUBLIC_URL says; null: nothing. */
  readonly publicUrl: string | null;
  /** Where other machines of the network reach it. */
  readonly lanUrls: readonly string[];
  /** Of the terminal that reads this. */
  readonly shell: Shell;
  /** Starts it with a real key. */
  readonly keyLine: string;
  readonly isDemo: boolean;
  /** The address of the provider that is called without a key; null: there is a key. */
  readonly calledWithoutKey: string | null;
  readonly isFirst: boolean;
  /** The owner token that was made just now; null when there is one already, or the owner set it. */
  readonly ownerToken: string | null;
  /** Signs the owner in once; null: none was made. */
  readonly signInLink: string | null;
  readonly model: string;
}

interface BannerTexts {
  running(url: string): string;
  readonly demo: string;
  readonly keepKey: string;
  readonly publicAddress: string;
  readonly lanAddresses: string;
  readonly lanUnencrypted: string;
  withoutKey(address: string): string;
  readonly ownerToken: string;
  readonly signInLink: string;
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
    demo: 'Demo upstream: answers are simulated and cost nothing real. For a real model, stop this server (Ctrl+C) and start it with your key:',
    keepKey: 'To keep the key for every start, write it into a file .env: see README.md.',
    publicAddress: 'Students reach it at:',
    lanAddresses: 'Other machines in your network reach it at:',
    lanUnencrypted:
      'There, tokens and prompts cross the network readable: for more than a try, put a proxy with TLS in front (README.md).',
    withoutKey: (address) => `Calls go to ${address} without a key. Set OPENAI_API_KEY if it needs one.`,
    ownerToken: 'Your owner token, shown this once (only its hash is kept):',
    signInLink: 'Open your dashboard by this link. It signs you in once, within ten minutes:',
    dashboard: 'Your dashboard (sign in with the owner token):',
    terminal: 'The command line does all of it too. In another terminal, in this folder:',
    tokenYouSet: 'the owner token that you set',
    firstStudent: 'First student',
    hello: 'Hello!',
  },
  ko: {
    running: (url) => `jigap 서버가 실행 중입니다: ${url}`,
    demo: '데모 모드입니다. 데모용 답이 나오고 실제 돈은 들지 않습니다. 진짜 모델을 쓰려면 서버를 멈추고(Ctrl+C) 키를 넣어 다시 시작하세요:',
    keepKey: '시작할 때마다 키를 쓰려면 .env 파일에 적어 두세요. README.ko.md에 방법이 있습니다.',
    publicAddress: '학생이 접속하는 주소:',
    lanAddresses: '같은 네트워크의 다른 컴퓨터에서 접속하는 주소:',
    lanUnencrypted:
      '이 주소로 접속하면 토큰과 질문이 암호화되지 않습니다. 잠깐 시험할 때가 아니라면 TLS(https) 프록시를 앞에 두세요(README.ko.md).',
    withoutKey: (address) => `키 없이 호출하는 주소: ${address}\n키가 필요한 서버라면 OPENAI_API_KEY를 설정하세요.`,
    ownerToken: '운영자 토큰입니다. 지금 한 번만 보여 드리니(해시만 저장합니다) 잘 보관하세요:',
    signInLink: '이 링크로 운영자 화면을 여세요. 10분 안에 한 번 로그인할 수 있습니다:',
    dashboard: '운영자 화면(운영자 토큰으로 로그인하세요):',
    terminal: '터미널에서도 모두 할 수 있습니다. 다른 터미널을 열고 이 폴더에서 실행하세요:',
    tokenYouSet: '설정한 운영자 토큰',
    firstStudent: '첫 학생',
    hello: '안녕!',
  },
};

/** What the terminal says at a start. Secrets, and the lines to copy, only at the first. */
export function startupBanner(start: Start): string {
  const { language, url, ownerToken, signInLink, isFirst } = start;
  const t = TEXTS[language];
  const token = ownerToken === null ? [] : ['', t.ownerToken, `  ${ownerToken}`];
  const link = signInLink === null ? [] : ['', t.signInLink, `  ${signInLink}`];
  const dashboard = ['', t.dashboard, `  ${url}/dashboard`];
  const lines = [t.running(url), ...upstreamNote(start), ...token, ...link, ...dashboard, ...studentAddresses(start)];
  return [...lines, ...(isFirst ? firstSteps(start) : []), ''].join('\n');
}

function upstreamNote({ language, isDemo, calledWithoutKey, keyLine }: Start): string[] {
  const t = TEXTS[language];
  if (isDemo) return [t.demo, `  ${keyLine}`, t.keepKey];
  return calledWithoutKey === null ? [] : [t.withoutKey(calledWithoutKey)];
}

/** Where other machines reach this server; nothing where none do. */
function studentAddresses({ language, publicUrl, lanUrls }: Start): string[] {
  const t = TEXTS[language];
  if (publicUrl !== null) return ['', t.publicAddress, `  ${publicUrl}`];
  if (lanUrls.length === 0) return [];
  return ['', t.lanAddresses, ...lanUrls.map((url) => `  ${url}`), t.lanUnencrypted];
}

function firstSteps({ language, shell, url, ownerToken, model }: Start): string[] {
  const { terminal, tokenYouSet, firstStudent: student, hello: question } = TEXTS[language];
  const token = { ownerToken: ownerToken ?? tokenYouSet, isToken: ownerToken !== null };
  return ['', terminal, '', ...firstCommands({ shell, url, ...token, model, student, question })];
}
