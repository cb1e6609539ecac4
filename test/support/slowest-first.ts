import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { SLOWEST } from './slowest-files.ts';

/** As vitest orders test files, but the slowest come first. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = SLOWEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank === -1 ? SLOWEST.length : rank;
}
