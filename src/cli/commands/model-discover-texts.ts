import { defineTexts } from '../../language/texts.ts';

export const MODEL_DISCOVER = defineTexts({
  en: {
    discover: 'ask a model server (Ollama, llama.cpp, vLLM ...) what it offers, and print what to add to your files',
    address: 'its base URL, such as http://127.0.0.1:11434/v1; the jigap server asks it, not this command',
    name: 'of the provider, in your files',
    columns: { id: 'MODEL', window: 'CONTEXT WINDOW', endpoints: 'ENDPOINTS', size: 'EMBEDDING SIZE' },
    guessed: (text: string) => `${text} (guessed)`,
    none: 'The server has no models.\n',
    skipped: (count: number) => `${count} more cannot be in a catalogue.\n`,
    guesses: 'Check what is guessed: the server does not say it.\n',
    providers: 'Add to the file of JIGAP_PROVIDERS_FILE:',
    models: 'Add to the file of JIGAP_MORE_MODELS_FILE:',
    nextStep: (names: string) => `Then start jigap again, and let students use them: jigap model allow ${names}`,
  },
  ko: {
    discover: '모델 서버(Ollama, llama.cpp, vLLM 등)가 제공하는 모델을 알아보고 설정 파일에 추가할 내용 출력',
    address: '서버의 기본 주소. 예: http://127.0.0.1:11434/v1. 이 명령이 아니라 jigap 서버가 접속합니다',
    name: '설정 파일에 쓸 제공자 이름',
    columns: { id: '모델', window: '컨텍스트 길이', endpoints: '엔드포인트', size: '임베딩 크기' },
    guessed: (text) => `${text} (추정)`,
    none: '서버에 모델이 없습니다.\n',
    skipped: (count) => `모델 목록에 넣을 수 없는 이름이 ${count}개 더 있습니다.\n`,
    guesses: '서버가 알려 주지 않은 값은 추정했으니 확인하세요.\n',
    providers: 'JIGAP_PROVIDERS_FILE의 파일에 추가할 내용:',
    models: 'JIGAP_MORE_MODELS_FILE의 파일에 추가할 내용:',
    nextStep: (names) => `그다음 jigap을 다시 시작하고 학생에게 허용하세요: jigap model allow ${names}`,
  },
});
