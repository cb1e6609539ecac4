import type { Language } from '../../../access/classes.ts';

export interface UpstreamTexts {
  readonly title: string;
  readonly demo: string;
  readonly demoWhat: string;
  readonly demoHow: string;
  readonly upstream: string;
  readonly ofProvider: string;
  readonly withoutKey: string;
  readonly simulated: string;
  readonly modelList: string;
  /** @param count how many models the provider lists */
  listed(count: number): string;
  readonly unlisted: string;
  readonly keyRefused: string;
  readonly notRead: string;
  readonly incidents: string;
  readonly noIncidents: string;
  readonly models: string;
  readonly perMillion: string;
  readonly asked: string;
  readonly answers: string;
  readonly input: string;
  readonly cached: string;
  readonly output: string;
  readonly shutdown: string;
  readonly noDate: string;
  readonly isDown: string;
  readonly isSoon: string;
  readonly notListed: string;
  /** @param example the setting to write */
  setAlias(model: string, example: string): string;
  setAliasUnlisted(model: string, example: string): string;
}

export const UPSTREAM: Readonly<Record<Language, UpstreamTexts>> = {
  en: {
    title: 'Upstream and models',
    demo: 'Demo upstream',
    demoWhat: 'Answers are simulated. Budgets and prices are counted as if they were real, but nobody pays.',
    demoHow: 'For a real model, stop the server, set your key, and start it again:',
    upstream: 'Upstream',
    ofProvider: 'your provider, with your key',
    withoutKey: 'your provider, called without a key',
    simulated: 'simulated',
    modelList: 'Model list',
    listed: (count) => `read, ${count} models`,
    unlisted: 'not offered by the provider; the dates of the catalogue count',
    keyRefused: 'the key was refused',
    notRead: 'not read yet',
    incidents: 'Incidents',
    noIncidents: 'none open',
    models: 'Models that students may use',
    perMillion: 'Prices are per million tokens.',
    asked: 'Students ask for',
    answers: 'Answered by',
    input: 'Input',
    cached: 'Cached input',
    output: 'Output',
    shutdown: 'Shut down on',
    noDate: 'no date known',
    isDown: 'shut down',
    isSoon: 'soon',
    notListed: 'not listed',
    setAlias: (model, example) => `The provider retires ${model}. Name another model that answers for it: ${example}`,
    setAliasUnlisted: (model, example) =>
      `The provider does not list ${model}. Name another model that answers for it: ${example}`,
  },
  ko: {
    title: '제공자와 모델',
    demo: '데모 모드',
    demoWhat: '데모용 답이에요. 예산과 가격은 진짜처럼 계산하지만 실제로 나가는 돈은 없어요.',
    demoHow: '진짜 모델을 쓰려면 서버를 멈추고, 키를 설정한 뒤 다시 시작하세요.',
    upstream: '제공자',
    ofProvider: '내 키로 연결한 제공자',
    withoutKey: '키 없이 연결한 제공자',
    simulated: '데모',
    modelList: '모델 목록',
    listed: (count) => `확인했어요, 모델 ${count}개`,
    unlisted: '제공자가 모델 목록을 주지 않아요. 가격표에 적힌 날짜를 따라요.',
    keyRefused: '키가 거절되었어요',
    notRead: '아직 확인하지 않았어요',
    incidents: '확인할 일',
    noIncidents: '없음',
    models: '학생이 쓸 수 있는 모델',
    perMillion: '100만 토큰당 가격이에요.',
    asked: '학생이 요청한 모델',
    answers: '답하는 모델',
    input: '입력',
    cached: '캐시된 입력',
    output: '출력',
    shutdown: '서비스 종료일',
    noDate: '알려진 날짜 없음',
    isDown: '종료됨',
    isSoon: '곧 종료',
    notListed: '목록에 없음',
    setAlias: (model, example) => `${model} 서비스가 종료돼요. 대신 답할 모델을 정해 주세요: ${example}`,
    setAliasUnlisted: (model, example) =>
      `${model} 모델은 제공자의 목록에 없어요. 대신 답할 모델을 정해 주세요: ${example}`,
  },
};
