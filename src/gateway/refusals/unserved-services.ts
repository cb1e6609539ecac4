import { bareRoute } from '../../endpoints/endpoints.ts';
import type { Language } from '../../language/languages.ts';

/** A service of OpenAI's that is refused: why, and what to do instead. */
export interface UnservedService {
  /** With everything below them. */
  readonly paths: readonly string[];
  readonly why: Readonly<Record<Language, string>>;
}

/**
 * The families of addresses that clients know and that are not served, with OpenAI's own dates. Read 2026-11-25: the
 * deprecation and guide pages of developers.openai.com, the types of openai 7.57.0. docs/services.*.md says the same at length.
 */
export const UNSERVED_SERVICES: readonly UnservedService[] = [
  {
    paths: ['/audio/transcriptions', '/audio/translations'],
    why: {
      en: 'Speech to text is not served here: it is billed by the length of the recording, and no file tells its length reliably, so the cost has no limit before the call. Run Whisper on your own computer instead (whisper.cpp, faster-whisper). OpenAI itself ends whisper-1 and the gpt-4o transcription models on 2027-02-26.',
      ko: '음성을 글로 바꾸는 기능은 쓸 수 없습니다. 요금은 녹음 길이로 정해지는데 파일만으로는 길이를 확실히 알 수 없어, 비용이 최대 얼마나 들지 미리 정할 수 없기 때문입니다. 대신 내 컴퓨터에서 Whisper(whisper.cpp, faster-whisper)를 실행하세요. OpenAI도 whisper-1과 gpt-4o 음성 인식 모델을 2027-02-26에 종료합니다.',
    },
  },
  {
    paths: ['/audio/voices', '/audio/voice_consents'],
    why: {
      en: "Voices of one's own are not served here: they belong to the account of the key, where everyone who shares it could use them. Use one of the model's own voices with /v1/audio/speech.",
      ko: '직접 만든 목소리는 쓸 수 없습니다. 키 주인의 계정에 저장되어 키를 함께 쓰는 모두가 쓸 수 있기 때문입니다. /v1/audio/speech에서 모델에 있는 목소리를 고르세요.',
    },
  },
  {
    paths: ['/fine_tuning', '/fine-tunes'],
    why: {
      en: 'Fine-tuning is not served here: OpenAI has taken no new organization since 2026-05-07 and ends it for all on 2027-01-06, and everyone who shares the key would see each job and its data. Put a few examples into the prompt instead, or fine-tune an open model on your own computer.',
      ko: '파인튜닝은 쓸 수 없습니다. OpenAI는 2026-05-07부터 새 조직을 받지 않고 2027-01-06에 모두 종료하며, 작업과 데이터가 키를 함께 쓰는 모두에게 보이기 때문입니다. 대신 프롬프트에 예시를 몇 개 넣거나, 내 컴퓨터에서 공개 모델을 파인튜닝하세요.',
    },
  },
  {
    paths: ['/batches'],
    why: {
      en: 'The Batch API is not served here: its files and results would be open to everyone who shares the key, and the money of a batch would be held for up to 24 hours. Send the calls one after another; a class that uses flex pays the same half price where the model has that tier.',
      ko: 'Batch API는 쓸 수 없습니다. 파일과 결과가 키를 함께 쓰는 모두에게 보이고, 최대 24시간 동안 예산이 묶이기 때문입니다. 호출을 하나씩 차례로 보내세요. 반에서 flex를 쓰면 flex가 있는 모델은 똑같이 반값입니다.',
    },
  },
  {
    paths: ['/files', '/uploads'],
    why: {
      en: 'Files are not served here: OpenAI keeps them for the whole project, so everyone who shares the key could read yours. Put the text into the message instead.',
      ko: '파일 업로드는 쓸 수 없습니다. OpenAI는 파일을 프로젝트 전체에 저장하므로 키를 함께 쓰는 모두가 내 파일을 읽을 수 있기 때문입니다. 대신 내용을 메시지에 글로 넣으세요.',
    },
  },
  {
    paths: ['/vector_stores', '/containers'],
    why: {
      en: 'Vector stores and containers are not served here: they are billed for as long as they exist, and everyone who shares the key could read them. Make embeddings with /v1/embeddings and search them in your own program.',
      ko: '벡터 저장소와 컨테이너는 쓸 수 없습니다. 남아 있는 동안 계속 요금이 나가고, 키를 함께 쓰는 모두가 읽을 수 있기 때문입니다. /v1/embeddings로 임베딩을 만들어 내 프로그램에서 검색하세요.',
    },
  },
  {
    paths: ['/assistants', '/threads'],
    why: {
      en: 'OpenAI shut the Assistants API down on 2026-08-26. Use /v1/responses or /v1/chat/completions instead.',
      ko: 'OpenAI가 Assistants API를 2026-08-26에 종료했습니다. 대신 /v1/responses나 /v1/chat/completions를 쓰세요.',
    },
  },
  {
    paths: ['/conversations'],
    why: {
      en: 'Conversations that OpenAI keeps are not served here: everyone who shares the key could read them. Send the earlier messages with each call, or previous_response_id to /v1/responses.',
      ko: 'OpenAI에 저장되는 대화(conversations)는 쓸 수 없습니다. 키를 함께 쓰는 모두가 읽을 수 있기 때문입니다. 이전 대화를 호출마다 함께 보내거나 /v1/responses에 previous_response_id를 보내세요.',
    },
  },
  {
    paths: ['/realtime', '/live'],
    why: {
      en: 'Realtime is not served here: sound streams without a limit on its cost, and a session hands out a key that calls OpenAI past this gateway and its budgets. Stream a chat with "stream": true, and have text read aloud with /v1/audio/speech.',
      ko: '실시간(Realtime) API는 쓸 수 없습니다. 소리가 비용의 한도 없이 오가고, 세션이 예산을 거치지 않고 OpenAI를 직접 호출하는 키를 내주기 때문입니다. 채팅은 "stream": true로 받고, 글을 소리로 들으려면 /v1/audio/speech를 쓰세요.',
    },
  },
  {
    paths: ['/images/edits', '/images/variations'],
    why: {
      en: 'Editing pictures is not served here: how many tokens a given picture costs is not published, so the cost has no limit before the call; OpenAI has retired variations. Describe the whole picture in a prompt to /v1/images/generations.',
      ko: '이미지 편집은 쓸 수 없습니다. 넣은 이미지가 몇 토큰인지 공개되지 않아 비용이 최대 얼마나 들지 미리 알 수 없고, 변형(variations)은 OpenAI가 종료했습니다. 그리고 싶은 장면을 글로 적어 /v1/images/generations로 보내세요.',
    },
  },
  {
    paths: ['/videos'],
    why: {
      en: 'OpenAI ended its Videos API on 2026-09-24. Single pictures are drawn by /v1/images/generations.',
      ko: 'OpenAI가 Videos API를 2026-09-24에 종료했습니다. 그림은 /v1/images/generations로 그릴 수 있습니다.',
    },
  },
  {
    paths: ['/evals'],
    why: {
      en: 'Evals are not served here: one run makes many calls whose cost has no limit before, and everyone who shares the key could read its data. Send the calls from a program of your own, and compare the answers there.',
      ko: 'Evals는 쓸 수 없습니다. 한 번 실행하면 호출이 여러 번 나가 비용이 최대 얼마나 들지 미리 알 수 없고, 데이터가 키를 함께 쓰는 모두에게 보이기 때문입니다. 내 프로그램에서 호출을 보내고 답을 비교하세요.',
    },
  },
  {
    paths: ['/organization', '/projects'],
    why: {
      en: "The organization is not served here: keys, bills and members are the account owner's. GET /v1/usage says what you have used.",
      ko: '조직 관리 API는 쓸 수 없습니다. 키와 청구서, 구성원은 계정 주인의 것입니다. 내가 쓴 양은 GET /v1/usage에서 볼 수 있습니다.',
    },
  },
];

/** @param url of a request, with /v1 or without @returns null: any other address */
export function findUnservedService(url: string): UnservedService | null {
  const path = bareRoute(url.split('?', 1)[0] ?? '');
  return UNSERVED_SERVICES.find(({ paths }) => paths.some((one) => path === one || path.startsWith(`${one}/`))) ?? null;
}
