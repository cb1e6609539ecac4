import { randomUUID } from 'node:crypto';
import { countTokens, firstTokens } from './count-tokens.ts';
import { type DemoPicture, describePictures, describePicturesInKorean } from './pictures/read-pictures.ts';
import { plausibleInstance } from './plausible-instance.ts';
import { schemaInPrompt } from './prompt-schema.ts';
import type { DemoRequest, DemoTool } from './request.ts';
import { countCharacters, type DemoLanguage, excerpt, languageOf, toolMentionsIn } from './words.ts';

/** One answer of the simulated model: a text or a call of a function, never both. */
export interface DemoCandidate {
  readonly text: string | null;
  readonly call: DemoFunctionCall | null;
  readonly finishReason: 'stop' | 'length' | 'tool_calls' | 'function_call';
  /** At least 1, at most the request's cap. */
  readonly tokens: number;
}

export interface DemoFunctionCall {
  readonly id: string;
  readonly kind: DemoTool['kind'];
  readonly name: string;
  /** JSON, or the text for a custom tool; cut short when the cap was reached. */
  readonly arguments: string;
}

const LABELS: Readonly<Record<DemoLanguage, string>> = { en: '[jigap demo] ', ko: '[jigap 데모] ' };

/** All candidates of a request. The same body gets the same words and counts, streamed or not. */
export function answerRequest(request: DemoRequest): DemoCandidate[] {
  const tool = toolToCall(request);
  return Array.from({ length: request.candidates }, (_, index) =>
    tool === null ? speak(request, index) : callTool(request, tool),
  );
}

function toolToCall(request: DemoRequest): DemoTool | null {
  const { toolChoice, tools, messages } = request;
  const last = messages.at(-1);
  if (toolChoice === 'none') return null;
  // As with a real model, a required call comes at every turn, after the result of a tool, too.
  if (toolChoice === 'required') return mentionedTool(tools, lastUserText(request)) ?? tools[0] ?? null;
  if (toolChoice !== 'auto') return tools.find((tool) => tool.name === toolChoice.name) ?? null;
  return last?.role === 'user' ? mentionedTool(tools, last.text) : null;
}

function mentionedTool(tools: readonly DemoTool[], text: string): DemoTool | null {
  const isMentioned = toolMentionsIn(text);
  return tools.find((tool) => isMentioned(tool.name)) ?? null;
}

function callTool(request: DemoRequest, tool: DemoTool): DemoCandidate {
  const question = lastUserText(request);
  const whole =
    tool.kind === 'custom'
      ? excerpt(question) || tool.name
      : JSON.stringify(plausibleInstance(tool.parameters, { text: question, label: '' }));
  const nameTokens = Math.min(countTokens(tool.name), request.cap);
  const cut = firstTokens(whole, request.cap - nameTokens);
  const done = request.legacyFunctions ? 'function_call' : 'tool_calls';
  return {
    text: null,
    call: { id: `call_demo_${randomUUID().replaceAll('-', '')}`, kind: tool.kind, name: tool.name, arguments: cut },
    finishReason: cut === whole ? done : 'length',
    tokens: Math.max(1, nameTokens + countTokens(cut)),
  };
}

function speak(request: DemoRequest, index: number): DemoCandidate {
  const text = beforeStop(compose(request, index), request.stops);
  const cut = firstTokens(text, request.cap);
  return {
    text: cut,
    call: null,
    finishReason: cut === text ? 'stop' : 'length',
    tokens: Math.max(1, countTokens(cut)),
  };
}

function beforeStop(text: string, stops: readonly string[]): string {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...found));
}

function compose(request: DemoRequest, index: number): string {
  const question = lastUserText(request);
  const language = languageOf(question);
  const { format } = request;
  const schema = typeof format === 'object' ? format.schema : schemaInPrompt(request.messages, format === 'json');
  if (schema !== null) return JSON.stringify(plausibleInstance(schema, { text: question, label: LABELS[language] }));
  const position = request.candidates > 1 ? `(${index + 1}/${request.candidates}) ` : '';
  const sentences = language === 'ko' ? speakKorean(request, question) : speakEnglish(request, question);
  const text = `${LABELS[language]}${position}${sentences}`;
  if (format === 'text') return text;
  return JSON.stringify({
    simulated: true,
    answer: text,
    question: excerpt(question),
    characters: countCharacters(question),
  });
}

function speakEnglish(request: DemoRequest, question: string): string {
  const result = toolResult(request);
  const turns = request.messages.length > 1 ? `, message ${request.messages.length} of this conversation` : '';
  const opening =
    result !== null
      ? `The tool answered: “${excerpt(result)}”.`
      : `You asked: “${excerpt(question)}” (${countCharacters(question)} characters${turns}).`;
  const pictures = lastUserPictures(request);
  const isPictureAlone = pictures.length > 0 && question === '';
  return [
    ...(pictures.length === 0
      ? []
      : [
          `${pictures.length === 1 ? 'You sent a picture' : `You sent ${pictures.length} pictures`}: ${describePictures(pictures)}.`,
        ]),
    ...(isPictureAlone ? [] : [opening]),
    'This answer is simulated: jigap runs without an OpenAI key, so no model was called and no real money was spent.',
    'API tokens, budgets and usage records work as they will with a real model.',
    'For real answers, set OPENAI_API_KEY where jigap runs and start it again.',
  ].join(' ');
}

function speakKorean(request: DemoRequest, question: string): string {
  const result = toolResult(request);
  const turns = request.messages.length > 1 ? `, 이 대화의 ${request.messages.length}번째 메시지` : '';
  const opening =
    result !== null
      ? `도구가 돌려준 값: “${excerpt(result)}”.`
      : `질문: “${excerpt(question)}” (${countCharacters(question)}자${turns}).`;
  const pictures = lastUserPictures(request);
  const isPictureAlone = pictures.length > 0 && question === '';
  return [
    ...(pictures.length === 0
      ? []
      : [`사진 ${pictures.length}장을 받았습니다: ${describePicturesInKorean(pictures)}.`]),
    ...(isPictureAlone ? [] : [opening]),
    '데모용 답입니다. OpenAI 키 없이 실행 중이라 실제 모델을 호출하지 않았고 실제 돈도 들지 않았습니다.',
    'API 토큰, 예산, 사용 기록은 실제와 똑같이 동작합니다.',
    '진짜 답을 받으려면 jigap이 실행되는 곳에 OPENAI_API_KEY를 설정하고 다시 시작하세요.',
  ].join(' ');
}

function lastUserPictures({ messages }: DemoRequest): readonly DemoPicture[] {
  return messages.findLast((message) => message.role === 'user')?.pictures ?? [];
}

function lastUserText(request: DemoRequest): string {
  return request.messages.findLast((message) => message.role === 'user')?.text ?? '';
}

/** The result of a tool that the conversation has just been given, or null. */
function toolResult(request: DemoRequest): string | null {
  const last = request.messages.at(-1);
  return last?.role === 'tool' || last?.role === 'function' ? last.text : null;
}
