import { CLASS_PATH, classPath } from '../class-path.ts';

/** The lessons of a class, to change them. */
export const LESSONS_PATH = `${CLASS_PATH}/lessons`;

export function lessonsPath(id: number, below = ''): string {
  return classPath(id, `/lessons${below}`);
}
