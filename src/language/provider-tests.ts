import type { Language } from './languages.ts';
import { defineTexts } from './texts.ts';

/** What the owner is told of a key of a provider that was tried: what happened, then what to do. */

export interface ProviderTestFacts {
  readonly outcome: string;
  readonly status: number | null;
  /** How many models it lists; null unless it lists them. */
  readonly listed: number | null;
  /** How many the catalogue has for it. */
  readonly inCatalogue: number;
  /** Those of them that it does not list. */
  readonly missing: readonly string[];
}

const MAX_NAMED = 5;

const TEXTS = defineTexts({
  en: {
    works: (models: number) => `Works: it lists ${models} model(s).`,
    noneInCatalogue: (models: number) =>
      `It answers and lists ${models} model(s), but the catalogue has none for it: add them to the file of JIGAP_MORE_MODELS_FILE.`,
    allMissing: (names: string) =>
      `It answers, but lists none of its models in the catalogue (${names}): correct their ids, or load the models there.`,
    someMissing: (names: string) => `Works, but does not list ${names}: calls for these will fail.`,
    outcomes: {
      unreachable: 'Nothing answers at this address: start the server, or correct the address and the port.',
      unknown_host: 'There is no machine with this name: correct the address.',
      timeout: 'No answer in time: look whether the server is busy, or a firewall is between.',
      tls: 'No secure connection: the certificate is not valid for this address, or the server speaks plain http://.',
      no_http: 'The connection breaks off: correct the port, and see whether the server wants https://.',
      key_refused: 'The key is refused: make a new one at the provider, or give it the permission to list models.',
      rate_limited: 'The provider wants fewer requests now: try again in a minute.',
      redirect: 'It sends to another address, which jigap does not follow with a key: write that address.',
      not_found: 'Something answers, but has no list of models here: the address usually ends with /v1.',
      server_error: 'The server has an error of its own: look at its log.',
      not_openai: 'Something answers, but not as OpenAI does: correct the address, which usually ends with /v1.',
      demo: 'Answers are simulated: there is nothing to try.',
    } as Readonly<Record<string, string>>,
    withStatus: (text: string, status: number) => `${text} (HTTP ${status})`,
    more: (names: string, count: number) => `${names} and ${count} more`,
  },
  ko: {
    works: (models) => `정상입니다. 모델 ${models}개를 제공합니다.`,
    noneInCatalogue: (models) =>
      `응답하고 모델 ${models}개를 제공하지만, 가격표에 이 제공자의 모델이 없습니다. JIGAP_MORE_MODELS_FILE에 적은 파일에 추가하세요.`,
    allMissing: (names) =>
      `응답하지만 가격표에 있는 모델(${names})이 목록에 하나도 없습니다. 모델 이름을 고치거나 서버에 모델을 준비하세요.`,
    someMissing: (names) => `정상이지만 목록에 없는 모델이 있습니다: ${names}. 이 모델을 호출하면 실패합니다.`,
    outcomes: {
      unreachable: '이 주소에서 응답하는 서버가 없습니다. 서버를 켜거나 주소와 포트를 고치세요.',
      unknown_host: '이 이름의 서버가 없습니다. 주소를 고치세요.',
      timeout: '제때 응답이 없습니다. 서버가 바쁜지, 방화벽이 막고 있는지 확인하세요.',
      tls: '보안 연결을 할 수 없습니다. 인증서가 이 주소의 것이 아니거나 서버가 http://만 씁니다.',
      no_http: '연결이 끊깁니다. 포트를 고치고, 서버가 https://를 쓰는지 확인하세요.',
      key_refused: '키가 거절되었습니다. 제공자에서 키를 새로 만들거나 모델 목록을 볼 권한을 주세요.',
      rate_limited: '제공자가 요청을 잠시 제한하고 있습니다. 1분 뒤에 다시 시도하세요.',
      redirect: '다른 주소로 보내지만 jigap은 키를 들고 따라가지 않습니다. 그 주소를 직접 적으세요.',
      not_found: '응답은 있지만 여기에는 모델 목록이 없습니다. 주소는 보통 /v1로 끝납니다.',
      server_error: '서버에 오류가 있습니다. 그 서버의 로그를 확인하세요.',
      not_openai: '응답은 있지만 OpenAI 형식이 아닙니다. 주소를 고치세요. 보통 /v1로 끝납니다.',
      demo: '시뮬레이션 응답이므로 시험할 것이 없습니다.',
    },
    withStatus: (text, status) => `${text} (HTTP ${status})`,
    more: (names, count) => `${names} 외 ${count}개`,
  },
});

export function describeProviderTest(facts: ProviderTestFacts, language: Language): string {
  const t = TEXTS[language];
  const { outcome, status, listed, inCatalogue, missing } = facts;
  if (listed === null) {
    const text = t.outcomes[outcome] ?? outcome;
    return status === null || status === 200 ? text : t.withStatus(text, status);
  }
  if (inCatalogue === 0) return t.noneInCatalogue(listed);
  if (missing.length === 0) return t.works(listed);
  const first = missing.slice(0, MAX_NAMED).join(', ');
  const names = missing.length > MAX_NAMED ? t.more(first, missing.length - MAX_NAMED) : first;
  return missing.length === inCatalogue ? t.allMissing(names) : t.someMissing(names);
}
