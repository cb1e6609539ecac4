/** First words of published models' names. */
const FAMILIES =
  'gpt chatgpt text davinci babbage curie ada code codex dall whisper tts omni o claude gemini gemma llama meta codellama mistral mixtral ministral codestral pixtral deepseek qwen phi grok command kimi glm exaone solar hcx';

/** Further words of such names. */
const OTHER_WORDS =
  'e r mini nano micro small medium large xl pro max plus ultra lite flash turbo hd instant preview latest beta exp experimental instruct it chat base coder vision audio realtime transcribe search reasoner reasoning thinking fast embedding embeddings embed moderation similarity image edit opus sonnet haiku scout maverick sol luna terra astra flare sunburst nemo tiny distill light vl math open oss deep research ai api default models';

const FIRST: ReadonlySet<string> = new Set(FAMILIES.split(' '));
const WORDS: ReadonlySet<string> = new Set(`${FAMILIES} ${OTHER_WORDS}`.split(' '));

/** "4o", "0125", "70B", "8x7b", "v2", "16k". */
const NUMBER = /^(?:v?\d{1,8}[a-z]?|\d{1,2}x\d{1,3}b)$/i;
const MAX_LENGTH = 64;
const MAX_PARTS = 9;
/** A version and a date; a telephone number has more. */
const MAX_DIGITS = 10;

/**
 * Whether a name that the server does not know may be kept with a refusal, so that the owner sees what an SDK names by
 * default: "gpt-4.1-mini", "text-embedding-ada-002", "meta-llama/Llama-3.3-70B-Instruct". A student may write anything into
 * `model`: a prompt, a password, somebody's name. So every word must be one that publishers use, and numbers are few (P8).
 */
export function isPublishedShape(name: string): boolean {
  if (name.length > MAX_LENGTH || !/^[A-Za-z0-9]+(?:[-._:/][A-Za-z0-9]+)*$/.test(name)) return false;
  const parts = name.split(/[-._:/]/);
  if (parts.length > MAX_PARTS || name.replace(/\D/g, '').length > MAX_DIGITS) return false;
  return FIRST.has(wordOf(parts[0] ?? '')) && parts.every((part) => WORDS.has(wordOf(part)) || NUMBER.test(part));
}

/** "Llama3" -> "llama" */
function wordOf(part: string): string {
  return part.toLowerCase().replace(/\d{1,2}$/, '');
}
