/** Conditions on rows of classes and of students: an archived class, and who is in it, is in no list unless it is asked for. */

export const CLASS_STATES = { current: 'archived_at IS NULL', archived: 'archived_at IS NOT NULL' } as const;

/** For a table of students. */
export const NOT_IN_ARCHIVED_CLASS =
  'coalesce(class_id, 0) NOT IN (SELECT id FROM classes WHERE archived_at IS NOT NULL)';
