import { defineTexts } from '../../language/texts.ts';

export const SNIPPETS = defineTexts({
  en: {
    /** The question of the programs. No apostrophe: curl's body is in single quotes. */
    question: 'Explain recursion in one sentence.',
    pythonHint: 'Needs the package openai: pip install openai',
    nodeHint: 'Needs the package openai: npm install openai. Save it as chat.mjs.',
    langchainHint: 'Needs the package langchain-openai: pip install langchain-openai',
    colabSecrets:
      'Save these two under Secrets (the key on the left), and let the notebook read them. Then the token is not in the notebook when you share it.',
    withPicture: (name: string) => `${name}, with a picture`,
    pictureQuestion: 'What is in this picture?',
    pictureHint: 'Puts photo.jpg, from the same folder, into the call. For a PNG, change the type to image/png.',
    /** Text to picture, in Python. */
    drawing: 'Python, text to picture',
    drawingHint: 'Writes picture.png. Needs the package openai: pip install openai',
    drawingPrompt: 'A leather wallet on a desk, in watercolours',
    /** Text to sound, in Python. */
    sound: 'Python, text to sound',
    soundHint: 'Writes hello.mp3. Needs the package openai: pip install openai',
    spokenText: 'Hello, class!',
    codeFor: (name: string) => `Code for ${name}`,
  },
  ko: {
    question: '재귀를 한 문장으로 설명해 줘.',
    pythonHint: '먼저 openai 패키지를 설치하세요: pip install openai',
    nodeHint: '먼저 openai 패키지를 설치하고(npm install openai) chat.mjs로 저장하세요.',
    langchainHint: '먼저 langchain-openai 패키지를 설치하세요: pip install langchain-openai',
    colabSecrets:
      '왼쪽 열쇠 모양(보안 비밀)을 열어 아래 두 개를 저장하고 “노트북 액세스”를 켜 주세요. 그러면 코랩 노트북을 공유해도 토큰은 함께 공유되지 않아요.',
    withPicture: (name) => `${name}(사진)`,
    pictureQuestion: '이 사진에 무엇이 있어?',
    pictureHint: '같은 폴더의 photo.jpg를 호출에 넣어요. PNG라면 image/jpeg를 image/png로 바꾸세요.',
    drawing: 'Python(글을 그림으로)',
    drawingHint: 'picture.png 파일을 만들어요. 먼저 openai 패키지를 설치하세요: pip install openai',
    drawingPrompt: '책상 위에 놓인 가죽 지갑, 수채화',
    sound: 'Python(글을 소리로)',
    soundHint: 'hello.mp3 파일을 만들어요. 먼저 openai 패키지를 설치하세요: pip install openai',
    spokenText: '안녕하세요, 여러분!',
    codeFor: (name) => `${name} 코드`,
  },
});
