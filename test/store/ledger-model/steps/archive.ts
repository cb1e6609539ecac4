import { answerOf, mustFail, type Step, settled, step } from '../step.ts';
import { change, pick } from '../world.ts';

/** The end of a class stops API tokens and moves no money: calls in flight end as they would, and budgets stay. */
export function archiveClass(spec: { readonly of: number; readonly reopen: boolean }): Step {
  return step(spec.reopen ? 'reopenClass' : 'archiveClass', spec, (world, store) => {
    const schoolClass = pick([...world.classes.values()], spec.of);
    if (schoolClass === undefined) return null;
    const { now } = world;
    const { id } = schoolClass;
    const { archive } = store;
    // Who is made in the same turn gets a token only after it.
    const known = new Set(world.students.keys());
    const sent = settled<unknown>(spec.reopen ? archive.reopen(id, change(now)) : archive.archive(id, change(now)));
    return async () => {
      const answer = await sent;
      if (schoolClass.deleted) return mustFail(answer, 'class_not_found', 'archiving or reopening a deleted class');
      if (spec.reopen && !schoolClass.archived)
        return mustFail(answer, 'class_not_archived', 'reopening an open class');
      if (!spec.reopen && schoolClass.archived) return mustFail(answer, 'class_archived', 'archiving a class twice');
      answerOf(answer);
      schoolClass.archived = !spec.reopen;
      if (spec.reopen) return;
      const members = [...world.students.values()].filter(
        (student) => student.classId === id && !student.removed && known.has(student.id),
      );
      for (const { token } of members) token.revokedAt = Math.min(token.revokedAt ?? now, now);
    };
  });
}

/** Names are no part of this model; what matters is that nothing else changes. */
export function forgetNames(spec: { readonly of: number }): Step {
  return step('forgetNames', spec, (world, store) => {
    const student = pick([...world.students.values()], spec.of);
    if (student === undefined) return null;
    const { now } = world;
    const selection = { studentId: student.id };
    const sent = settled(store.forgetting.forget({ selection, limit: 9, language: 'ko' }, change(now)));
    return async () => {
      const answer = await sent;
      const isArchived = student.classId !== null && world.classes.get(student.classId)?.archived === true;
      if (!student.removed && !isArchived)
        return mustFail(answer, 'student_still_here', 'forgetting who is still here');
      answerOf(answer);
    };
  });
}
