import type { Language } from '../../../language/languages.ts';

/** What each setting does, by its name; the English is that of config/example.env. A test knows them all. */
export const SETTING_REASONS: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, string>>>> = {
  ko: {
    JIGAP_HOST: '서버가 접속을 받는 주소예요. 127.0.0.1은 이 컴퓨터에서만, 0.0.0.0은 어디서나 접속할 수 있어요.',
    JIGAP_PORT: '서버가 접속을 받는 포트예요. 0이면 빈 포트를 골라요.',
    JIGAP_PUBLIC_URL:
      '학생이 jigap에 접속하는 주소예요(예: https://class.example). 링크와 base_url이 이 주소로 시작해요. 비워 두면 브라우저에 보이는 주소를 써요.',
    JIGAP_ENV_FILE:
      '설정을 적어 두는 파일이에요. 환경 변수가 파일보다 먼저예요. .env는 package.json 옆의 파일이고, none이면 파일을 읽지 않아요.',
    JIGAP_DATABASE: 'SQLite 파일이에요. 폴더가 없으면 시작할 때 만들어요.',
    JIGAP_BACKUP_FOLDER:
      '데이터베이스의 백업을 두는 폴더예요. 다른 디스크에 두면 더 안전해요. 비워 두면 데이터베이스 옆의 backups 폴더를 써요.',
    JIGAP_BACKUP_HOURS:
      '몇 시간마다 자동으로 백업할지 정해요. 0이면 자동으로 하지 않아요. 호출을 멈추지 않고 백업하고 검사해요.',
    JIGAP_BACKUP_DAYS: '이 날수 동안은 날마다 가장 새 백업을 하나씩 남겨요. 직접 만든 백업은 모두 남겨요.',
    JIGAP_BACKUP_WEEKS: '이 주수 동안은 주마다 가장 새 백업도 하나씩 남겨요.',
    JIGAP_OWNER_TOKEN: '운영자 토큰이에요. 20자 이상이어야 해요. 비워 두면 처음 시작할 때 만들어 보여 줘요.',
    JIGAP_METRICS_TOKEN:
      '/metrics를 읽어 가는 프로그램에 주는 토큰이에요. 20자 이상이어야 해요. 비워 두면 운영자 토큰으로만 읽을 수 있어요.',
    OPENAI_API_KEY:
      '모델 제공자의 실제 키예요. 없으면 OPENAI_BASE_URL의 서버를 키 없이 호출하고, 그 주소가 OpenAI이면 데모용 답이 나와요.',
    OPENAI_API_KEY_FILE: '모델 제공자의 실제 키가 들어 있는 파일이에요. OPENAI_API_KEY 대신 써요.',
    OPENAI_BASE_URL: 'OpenAI와 호환되는 서버라면 어디든 돼요. 직접 띄운 서버라면 키가 없어도 돼요.',
    JIGAP_PROVIDERS_FILE:
      '연구실 서버처럼 더 연결할 제공자를 적은 파일이에요. config/example-providers.json을 참고하세요. 비워 두면 없어요.',
    OPENAI_ADMIN_KEY:
      '모델 제공자의 관리자 키(sk-admin-...)예요. 이 키로 청구서를 읽어 날마다, 그리고 원할 때 장부와 비교하고, 프로젝트의 한도를 지갑과 비교해요.',
    OPENAI_ADMIN_BASE_URL: 'OPENAI_ADMIN_KEY로 사용량과 비용, 한도를 읽는 주소예요.',
    OPENAI_PROJECT_ID: '실제 키가 속한 프로젝트예요. 비워 두면 조직 전체의 청구서와 비교하고, 한도는 읽지 않아요.',
    JIGAP_DRIFT_PERCENT:
      '하루의 청구서와 장부의 차이가 이 비율(%)을 넘고 1,000토큰이나 1센트도 넘으면 확인할 일로 보여 줘요.',
    JIGAP_ALLOWED_MODELS:
      '학생이 호출할 수 있는 모델이에요. 쉼표로 구분해 적고, 가격표에 있는 이름이나 별칭이어야 해요. 서버가 켜져 있는 동안 바꾼 값이 있으면 그 값이 먼저예요.',
    JIGAP_MODEL_ALIASES:
      '요청한 이름에 대신 답할 모델을 정해요. 비용은 답한 모델의 가격으로 계산해요. 이것도 켜져 있는 동안 바꾼 값이 먼저예요.',
    JIGAP_WALLET_MONTHLY_USD: '학생 모두가 한 달에 함께 쓸 수 있는 달러예요.',
    JIGAP_STUDENT_WEEKLY_USD: '학생과 반에 예산이 따로 없을 때, 학생 한 명이 일주일에 쓸 수 있는 달러예요.',
    JIGAP_KRW_PER_USD:
      '1달러를 몇 원으로 계산할지 정해요(예: 1400). 정하면 화면과 한국어 거절 메시지에 원화도 함께 보여 줘요.',
    JIGAP_TIME_ZONE:
      '반 밖에서 하루가 시작되는 시간대예요(예: Asia/Seoul). 운영자의 시간대를 정하기 전에는 그것도 이 시간대예요. 비워 두면 컴퓨터의 시간대를 따라요.',
    JIGAP_LANGUAGE:
      '어느 반에도 속하지 않는 화면과 메시지의 언어예요. ko나 en을 적어요. 비워 두면 LC_ALL이나 LANG이 한국어일 때 ko, 아니면 en이에요.',
    JIGAP_MODELS_FILE:
      'jigap에 들어 있는 config/models.json 대신 쓸, 직접 만든 모델과 가격표 파일이에요. 비워 두면 들어 있는 파일을 써요.',
    JIGAP_MORE_MODELS_FILE:
      '거기에 더할 모델을 같은 형식으로 적은 파일이에요. 다른 제공자의 모델 등을 적어요. 비워 두면 없어요.',
    JIGAP_CHECK_MINUTES: '장부를 기록과 비교하는 간격(분)이에요.',
    JIGAP_PRICE_PERCENT:
      '모델 제공자가 청구하는 가격이 가격표의 몇 퍼센트인지 정해요. OpenAI의 지역 주소(eu.api.openai.com)라면 110이에요.',
    JIGAP_SMTP_URL:
      '토큰 받기 링크를 이메일로 보내는 메일 서버예요(예: smtps://user:password@mail.school.example). smtps://는 TLS, smtp://는 STARTTLS(587)를 써요. JIGAP_MAIL_FROM과 JIGAP_PUBLIC_URL도 필요해요. 비워 두면 이메일을 보내지 않아요.',
    JIGAP_MAIL_FROM: '그 이메일을 보내는 사람이에요(예: AI 교실 <class@school.example>).',
    JIGAP_LOG_FORMAT:
      '로그의 형식이에요. auto, json, text 가운데 하나를 적어요. auto면 터미널에서는 읽기 쉬운 글로, 그 밖에는 JSON으로 남겨요.',
    JIGAP_LOG_LEVEL:
      '로그를 얼마나 자세히 남길지 정해요. trace, debug, info, warn, error, fatal, silent 가운데 하나를 적어요.',
    JIGAP_BODY_LIMIT_BYTES: '사진을 뺀 요청 본문의 최대 크기(바이트)예요.',
    JIGAP_IMAGE_BODY_LIMIT_BYTES: '사진이 든 요청 본문의 최대 크기(바이트)예요.',
    JIGAP_BODY_MEMORY_BYTES:
      '64 KiB가 넘는 요청을 답할 때까지 두는 크기의 합(바이트)이에요. 학생 한 명은 절반까지 써요.',
    JIGAP_ADDRESS_FAILURES_PER_MINUTE: 'IP 주소 하나에서 1분에 틀려도 되는 횟수예요. 맞는 토큰은 세지 않아요.',
    JIGAP_STUDENT_REQUESTS_PER_MINUTE: '학생 한 명이 1분에 보낼 수 있는 요청 수예요.',
    JIGAP_STUDENT_CALLS_IN_FLIGHT: '학생 한 명이 동시에 할 수 있는 호출 수예요.',
    JIGAP_CALLS_IN_FLIGHT: '모두 합쳐 동시에 할 수 있는 호출 수예요.',
    JIGAP_REQUEST_TIMEOUT_SECONDS: '요청 헤더와 본문이 이 시간 안에 모두 도착해야 해요.',
    JIGAP_UPSTREAM_TIMEOUT_SECONDS: '모델 제공자가 이 시간 동안 응답하지 않으면 호출을 중단해요.',
    JIGAP_STREAM_SECONDS: '답이 가장 길게 이어질 수 있는 시간이에요.',
    JIGAP_KEEP_ALIVE_SECONDS:
      '스트림으로 보내는 답에 이 시간(초) 동안 새 내용이 없으면 주석 한 줄을 보내요. 그러면 앞에 둔 프록시가 연결을 끊지 않아요. 0이면 보내지 않아요.',
    JIGAP_ANSWER_BYTES: '답의 최대 크기(바이트)예요.',
    JIGAP_DRAIN_SECONDS:
      '학생이 연결을 끊은 뒤에도 실제 비용을 알기 위해 답을 계속 읽는 시간이에요. 이 시간을 넘으면 묶어 둔 돈을 모두 차감해요.',
    JIGAP_HANG_UP:
      '학생이 연결을 끊었을 때 어떻게 할지 정해요. read는 실제 비용을 알 때까지 답을 계속 읽어요. cancel은 호출을 바로 중단하고 그때까지 최대로 들 수 있는 금액을 차감해요. cancel은 연결이 끊기면 청구도 멈추는 제공자에만 쓰세요.',
    JIGAP_CONVERSATION_MINUTES:
      '학생이 /v1/responses의 이전 답에 이어서 대화할 수 있는 시간(분)이에요. 그 답을 마지막으로 쓴 때부터 세고, 메모리에만 두어요. 0이면 두지 않아요.',
    JIGAP_UNREAD_SECONDS: '다 보낸 스트림이나 큰 답을 학생이 이 시간 동안 받아 가지 않으면 연결을 끊어요.',
    JIGAP_DRAINS: '학생이 연결을 끊은 뒤에도 동시에 계속 읽을 수 있는 답의 수예요.',
    JIGAP_STOP_SECONDS: '서버를 멈출 때 진행 중인 호출을 기다리는 시간이에요.',
    JIGAP_LOWEST_MAX_TOKENS: 'max_tokens를 적지 않은 호출은 예산에 맞게 출력 길이를 줄이지만, 이보다 줄이지는 않아요.',
    JIGAP_INPUT_SLACK_TOKENS:
      '모델 제공자가 입력에 덧붙일 수 있는 토큰 수예요. 묶어 둘 돈에 항상 더해요. 모델마다 다른 값은 가격표 파일의 input_slack_tokens에 적어요.',
    JIGAP_TRUST_PROXY:
      '앞에 둔 프록시의 주소나 주소 범위예요. 쉼표로 구분해 적어요. 이 프록시가 보낸 X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host를 믿어요.',
    JIGAP_CORS_ORIGINS:
      '브라우저에서 바로 호출해도 되는 페이지와 앱의 출처예요(예: https://class.example, app://obsidian.md). 쉼표로 구분해 적어요. 비워 두면 모두 막아요.',
  },
};
