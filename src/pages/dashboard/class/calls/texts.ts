import { defineTexts } from '../../../../language/texts.ts';

export const CLASS_CALLS = defineTexts({
  en: {
    title: 'Limits and instructions',
    change: 'Change the limits and the instructions',
    formTitle: (name: string) => `Limits and instructions of ${name}`,
    back: 'Back to the class',
    save: 'Save',
    preview: 'Show the cost',

    limits: 'How often',
    limitsHint: 'Leave a field empty, and only the server’s limit counts. A limit counts from the next call on.',
    student: 'Each student',
    together: 'The class together',
    perMinute: (count: number) => `${count.toLocaleString('en')} requests a minute`,
    atOnce: (count: number) => `${count.toLocaleString('en')} at once`,
    noLimit: 'no limit of its own',
    studentRequests: 'Requests of each student a minute',
    studentCalls: 'Calls of each student at once',
    /** @param max of the server */
    serverAllows: (max: number) => `The server allows ${max.toLocaleString('en')}.`,
    classRequests: 'Requests of the class together a minute',
    classRequestsHint: 'Students who sent few go first, so one program in a loop does not stop the others.',
    classCalls: 'Calls of the class together at once',
    /** @param max of the server, for all classes */
    classCallsHint: (max: number) =>
      `The server has ${max.toLocaleString('en')} for all classes. One student alone gets at most half of the class’s.`,

    answering: 'How calls are answered',
    nothingSwitchedOn: 'by the model that was asked, each on its own',
    switches: {
      fallsBack: {
        label: 'The next model answers',
        hint: 'Where a name leads to several models (gpt-3.5-turbo=gpt-6-luna|llama-3.2-3b), the next one answers when a student’s money for the one before is spent, or when it cannot be reached. It costs what the model costs that answers.',
      },
      sharesAnswers: {
        label: 'One answer for identical calls',
        hint: 'When students run the same cell at the same moment, with temperature 0 or a seed, one call is sent and all of them get its answer. Whoever called first pays; the others pay nothing.',
      },
      usesFlex: {
        label: 'Cheaper and slower (flex)',
        hint: 'Calls go at OpenAI’s flex tier where the model has one. They cost half. Answers may take minutes, and OpenAI may refuse them when it is busy. While a call runs, its full price is held.',
      },
    },

    saved: 'Saved this month',
    /** @param calls formatted */
    savedBy: (amount: string, calls: string) => `${amount} by ${calls} shared answers`,

    instructions: 'Instructions for the model',
    instructionsHint: (max: number) =>
      `Put before each chat and response of the students, in your words: “Answer in Korean. Give hints, not solutions.” Students can read them on their page. At most ${max.toLocaleString('en')} bytes; a Hangul letter has 3.`,
    none: 'none',
    adds: (amount: string, model: string) => `They add at most ${amount} to each call (with ${model}).`,
    addsNothing: 'No model that this class may use takes them.',
  },
  ko: {
    title: '호출 제한과 지침',
    change: '제한과 지침 수정',
    formTitle: (name) => `호출 제한과 지침: ${name}`,
    back: '반으로 돌아가기',
    save: '저장',
    preview: '비용 보기',

    limits: '호출 제한',
    limitsHint: '비워 두면 서버의 제한만 적용돼요. 바꾼 제한은 다음 호출부터 적용돼요.',
    student: '학생 한 명',
    together: '반 전체',
    perMinute: (count) => `1분에 ${count.toLocaleString('en')}번`,
    atOnce: (count) => `동시에 ${count.toLocaleString('en')}개`,
    noLimit: '따로 없음',
    studentRequests: '학생 한 명이 1분에 보내는 요청',
    studentCalls: '학생 한 명이 동시에 하는 호출',
    serverAllows: (max) => `서버의 제한: ${max.toLocaleString('en')}`,
    classRequests: '반 전체가 1분에 보내는 요청',
    classRequestsHint: '적게 보낸 학생의 요청부터 받아요. 한 학생이 반복문을 잘못 써도 다른 학생은 막히지 않아요.',
    classCalls: '반 전체가 동시에 하는 호출',
    classCallsHint: (max) =>
      `서버 전체로는 ${max.toLocaleString('en')}개까지예요. 학생 한 명은 혼자 쓸 때에도 반 몫의 절반까지만 쓸 수 있어요.`,

    answering: '답하는 방법',
    nothingSwitchedOn: '부른 모델이 호출마다 따로 답해요',
    switches: {
      fallsBack: {
        label: '다음 모델이 답하기',
        hint: '한 이름에 모델이 여럿이면(gpt-3.5-turbo=gpt-6-luna|llama-3.2-3b), 학생이 앞 모델에 쓸 돈을 다 썼거나 앞 모델에 연결할 수 없을 때 다음 모델이 답해요. 비용은 실제로 답한 모델의 값이에요.',
      },
      sharesAnswers: {
        label: '같은 호출은 한 번만 보내기',
        hint: '학생들이 같은 순간에 같은 셀을 실행하면(temperature 0이거나 seed가 있을 때) 호출을 한 번만 보내고 모두 같은 답을 받아요. 먼저 호출한 학생만 비용을 내고, 나머지는 무료예요.',
      },
      usesFlex: {
        label: '느린 대신 싸게(flex)',
        hint: '모델에 OpenAI의 flex가 있으면 그쪽으로 보내요. 값은 절반이지만 답이 몇 분 걸릴 수 있고, 붐빌 때에는 OpenAI가 거절할 수 있어요. 답을 기다리는 동안에는 원래 값만큼 묶어 둬요.',
      },
    },

    saved: '이번 달에 아낀 돈',
    savedBy: (amount, calls) => `${amount} (같은 답을 함께 쓴 호출 ${calls}건)`,

    instructions: '모델에게 주는 지침',
    instructionsHint: (max) =>
      `학생이 모델과 대화할 때마다(chat, responses) 맨 앞에 붙어요. 예: “한국어로 답하고, 정답 대신 힌트를 주세요.” 학생도 자기 페이지에서 읽을 수 있어요. ${max.toLocaleString('en')}바이트까지이고, 한글은 한 글자가 3바이트예요.`,
    none: '없음',
    adds: (amount, model) => `호출마다 최대 ${amount} 더 들어요(${model} 기준).`,
    addsNothing: '이 반이 쓸 수 있는 모델 가운데 지침을 받는 모델이 없어요.',
  },
});
