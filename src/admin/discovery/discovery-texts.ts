import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import type { DiscoveryProblem } from './discovery-problem.ts';

type ReasonOf<Code> = Extract<DiscoveryProblem, { readonly code: Code; readonly reason: string }>['reason'];

const TEXTS = defineTexts({
  en: {
    address: {
      'not-http': 'Give the address of the server, such as http://192.168.0.10:11434/v1.',
      'sign-in': 'Leave out the user name and the password: an address is shown in logs and pages.',
      query: 'Leave out everything from the question mark or the # on.',
      'not-allowed': 'No model server is at this kind of address: clouds keep the credentials of their machines there.',
    } satisfies Record<ReasonOf<'server_address_invalid'>, string>,
    name: 'A provider has a name of 1 to 32 lower-case letters, digits and hyphens.',
    unreachable: {
      refused: 'Nothing listens at this address and port. Start the server, or check the port.',
      'unknown-name': 'There is no machine of this name. Check the name, or give its number (192.168...).',
      timeout:
        'No answer within 5 seconds. Check the address, whether the server listens beyond its own machine (0.0.0.0), and the firewall.',
      certificate: 'The certificate of this server is not trusted. Use http:// inside your own network.',
      other: 'The connection broke off. Check http:// against https://, and the port.',
    } satisfies Record<ReasonOf<'server_unreachable'>, string>,
    wantsKey: (status: number) =>
      `The server wants a key (${status}). jigap sends none here: write the provider into JIGAP_PROVIDERS_FILE with key_env, and try it with jigap provider test.`,
    redirects: (status: number) =>
      `The server sends callers elsewhere (${status}), which jigap does not follow. Give the address it leads to.`,
    didYouMean: (better: string) =>
      `Did you mean ${better}? The list of models is there, not at the address that you gave.`,
    withoutModels: (status: number) =>
      `The server answers, but has no list of models below this address (${status}). Most end in /v1.`,
    answer: {
      'too-large': 'The answer has more than 1 MB; a list of models is shorter. Is this the address of a model server?',
      'not-a-list':
        'Something answers, but not with a list of models. Is this the address of a model server, and does it end in /v1?',
    } satisfies Record<ReasonOf<'server_answer_unusable'>, string>,
  },
  ko: {
    address: {
      'not-http': '서버 주소를 적으세요. 예: http://192.168.0.10:11434/v1',
      'sign-in': '주소에서 사용자 이름과 비밀번호를 빼세요. 주소는 로그와 화면에 표시됩니다.',
      query: '물음표나 #부터 뒤를 빼고 적으세요.',
      'not-allowed': '클라우드가 서버의 자격 증명을 두는 주소라서 모델 서버가 있을 수 없습니다.',
    },
    name: '제공자 이름은 영어 소문자, 숫자, 하이픈으로 1~32자여야 합니다.',
    unreachable: {
      refused: '이 주소와 포트에서 응답하는 서버가 없습니다. 서버를 켜거나 포트를 확인하세요.',
      'unknown-name': '이런 이름의 컴퓨터가 없습니다. 이름을 확인하거나 숫자 주소(192.168...)를 적으세요.',
      timeout: '5초 안에 응답이 없습니다. 주소, 서버가 다른 컴퓨터의 연결을 받는지(0.0.0.0), 방화벽을 확인하세요.',
      certificate: '서버의 인증서를 믿을 수 없습니다. 내부 네트워크라면 http://를 쓰세요.',
      other: '연결이 끊겼습니다. http://와 https:// 가운데 무엇인지, 포트가 맞는지 확인하세요.',
    },
    wantsKey: (status) =>
      `서버가 키를 요구합니다(${status}). 여기서는 키를 보내지 않습니다. JIGAP_PROVIDERS_FILE에 key_env와 함께 적은 뒤 jigap provider test로 확인하세요.`,
    redirects: (status) => `서버가 다른 주소로 보냅니다(${status}). jigap은 따라가지 않으니 그 주소를 직접 적으세요.`,
    didYouMean: (better) => `혹시 ${better} 주소인가요? 모델 목록은 적어 주신 주소가 아니라 거기에 있습니다.`,
    withoutModels: (status) => `서버가 응답했지만 이 주소에는 모델 목록이 없습니다(${status}). 보통 /v1로 끝납니다.`,
    answer: {
      'too-large': '응답이 1MB를 넘습니다. 모델 목록은 이보다 짧습니다. 모델 서버의 주소가 맞는지 확인하세요.',
      'not-a-list': '응답은 있지만 모델 목록이 아닙니다. 모델 서버의 주소가 맞는지, /v1로 끝나는지 확인하세요.',
    },
  },
});

/** What happened, and what to do. */
export function describeDiscoveryProblem(problem: DiscoveryProblem, language: Language): string {
  const t = TEXTS[language];
  switch (problem.code) {
    case 'server_address_invalid':
      return t.address[problem.reason];
    case 'provider_name_invalid':
      return t.name;
    case 'server_unreachable':
      return t.unreachable[problem.reason];
    case 'server_wants_key':
      return t.wantsKey(problem.status);
    case 'server_redirects':
      return t.redirects(problem.status);
    case 'server_without_models':
      return problem.betterAddress === null ? t.withoutModels(problem.status) : t.didYouMean(problem.betterAddress);
    case 'server_answer_unusable':
      return t.answer[problem.reason];
  }
}
