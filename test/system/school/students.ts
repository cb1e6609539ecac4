import type { OwnerClient } from '../../support/owner-client.ts';

export interface SchoolStudent {
  readonly id: number;
  readonly token: string;
}

const STUDENTS = 20;
const RICH_USD = 1000;
/** A few calls at once, and some calls of dead replicas that are charged in full. */
const POOR_USD = 0.05;

/** In two classes, one of each language; every third student is short of money. */
export async function addStudents(owner: OwnerClient): Promise<readonly SchoolStudent[]> {
  await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd: 10_000 });
  const classes = await Promise.all(
    ['en', 'ko'].map((language) => owner.newClass({ name: `Class ${language}`, language })),
  );
  return Promise.all(
    Array.from({ length: STUDENTS }, async (_, index) => {
      const limit_usd = index % 3 === 2 ? POOR_USD : RICH_USD;
      const { student, token } = await owner.newStudent({
        ...{ name: `student ${index}`, classId: classes[index % 2].id },
        budgets: [{ period: 'week', limit_usd }],
      });
      return { id: student.id as number, token };
    }),
  );
}
