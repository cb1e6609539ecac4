/** What the audit says was done: the kind of its subject, and a verb. Each has a text in pages/dashboard/audit/. */
export const AUDIT_ACTIONS = [
  ...['class.create', 'class.update', 'class.delete', 'class.renew_join_code'],
  ...['class.archive', 'class.reopen', 'class.copy'],
  ...['class.add_session', 'class.remove_session', 'class.open', 'class.close', 'class.pause', 'class.resume'],
  ...['student.create', 'student.update', 'student.delete', 'student.claim', 'student.reset_place', 'student.forget'],
  ...['join-request.approve', 'join-request.decline'],
  ...['token.issue', 'token.revoke', 'token.rotate'],
  ...['claim-link.create', 'claim-link.revoke', 'claim-link.claim', 'claim-link.mail'],
  ...['budget.set', 'budget.delete', 'project-limit.set', 'top-up.create', 'top-up.withdraw'],
  ...['money-request.ask', 'money-request.grant', 'money-request.decline'],
  ...['incident.refund', 'incident.close', 'crash.refund', 'crash.close'],
  ...['notices.update', 'notice-channel.create', 'notice-channel.update', 'notice-channel.rotate_secret'],
  ...['notice-channel.test', 'notice-channel.retry', 'notice-channel.off', 'notice-channel.delete'],
  ...['backup.create', 'backup.download', 'database.restore', 'export.create', 'support-bundle.create'],
  ...['owner-token.set', 'owner-token.rotate', 'sign-in-link.create', 'sign-in-link.use', 'session.end_all'],
  ...['settings.update', 'models.update', 'provider.read_keys'],
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];
