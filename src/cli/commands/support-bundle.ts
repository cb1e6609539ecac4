import type { Command } from 'commander';
import { defineTexts } from '../../language/texts.ts';
import type { Terminal } from '../terminal.ts';

const SUPPORT_BUNDLE = defineTexts({
  en: {
    description: 'what somebody who helps needs to know of this server: no secret, no name, no text of a person',
    file: 'where to put it; it must not exist yet (default: the output of this command)',
    written: (file: string) => `wrote ${file}: read it before you pass it on`,
  },
  ko: {
    description: '도움을 청할 때 보낼 서버 상태 파일 만들기. 비밀, 이름, 사람이 쓴 글은 들어가지 않습니다',
    file: '저장할 곳. 아직 없는 파일이어야 합니다(기본값: 이 명령의 출력)',
    written: (file) => `${file}에 저장했습니다. 보내기 전에 한번 읽어 보세요.`,
  },
});

export function addSupportBundleCommand(program: Command, terminal: Terminal): void {
  const t = SUPPORT_BUNDLE[terminal.language];
  program
    .command('support-bundle')
    .argument('[file]', t.file)
    .description(t.description)
    .addHelpText('after', terminal.examples('support-bundle jigap-support.json'))
    .action(async (file: string | undefined) => {
      if (file === undefined) return terminal.write(await readBundle(terminal));
      const target = await terminal.createDownload(file);
      try {
        await target.write(Buffer.from(await readBundle(terminal)));
        await target.finish();
      } catch (error) {
        await target.discard();
        throw error;
      }
      terminal.say(t.written(file));
    });
}

async function readBundle(terminal: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  await terminal.owner().download('/api/support-bundle', {}, async (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks).toString('utf8');
}
