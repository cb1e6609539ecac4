/** Programs that show a picture to a model, or have one drawn. */

export interface PictureProgram {
  readonly token: string;
  readonly url: string;
  /** Takes pictures, or draws. */
  readonly model: string;
  /** What is asked, or drawn. */
  readonly question: string;
}

/** A string of Python or JavaScript: JSON's escapes mean the same there. */
const quoted = (text: string): string => JSON.stringify(text);

export function pythonPicture({ token, url, model, question }: PictureProgram): string {
  return `import base64
from openai import OpenAI

client = OpenAI(
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
with open("photo.jpg", "rb") as file:
    picture = base64.b64encode(file.read()).decode()
answer = client.chat.completions.create(
    model=${quoted(model)},
    messages=[{"role": "user", "content": [
        {"type": "text", "text": ${quoted(question)}},
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{picture}"}},
    ]}],
)
print(answer.choices[0].message.content)
`;
}

export function pythonDrawing({ token, url, model, question }: PictureProgram): string {
  return `import base64
from openai import OpenAI

client = OpenAI(
    api_key=${quoted(token)},
    base_url=${quoted(url)},
)
answer = client.images.generate(
    model=${quoted(model)},
    prompt=${quoted(question)},
    size="1024x1024",
    quality="low",
)
with open("picture.png", "wb") as file:
    file.write(base64.b64decode(answer.data[0].b64_json))
`;
}

export function nodePicture({ token, url, model, question }: PictureProgram): string {
  return `import { readFile } from 'node:fs/promises';
import OpenAI from 'openai';

const client = new OpenAI({
  apiKey: ${quoted(token)},
  baseURL: ${quoted(url)},
});
const picture = await readFile('photo.jpg', 'base64');
const answer = await client.chat.completions.create({
  model: ${quoted(model)},
  messages: [{ role: 'user', content: [
    { type: 'text', text: ${quoted(question)} },
    { type: 'image_url', image_url: { url: \`data:image/jpeg;base64,\${picture}\` } },
  ] }],
});
console.log(answer.choices[0].message.content);
`;
}
