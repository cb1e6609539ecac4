import type { StudentJson } from '../../api/student-json.ts';
import { lookUp } from '../lookup.ts';
import type { Terminal } from '../terminal.ts';

export function findStudent(terminal: Terminal, reference: string): Promise<StudentJson> {
  return lookUp(terminal, { noun: 'student', path: '/api/students', filtersByName: true }, reference);
}
