import type { NoticeJson } from '../../src/api/notice-json.ts';
import type { SettingsJson } from '../../src/api/settings-routes.ts';

export const NOTICE: NoticeJson = {
  id: 7,
  kind: 'student_budget',
  title: '김지우 (자료구조) has used up the weekly budget',
  text: '$0.50 of $0.50 is spent.',
  path: '/dashboard/students/12',
  class_id: 1,
  student_ids: [12],
  period: 'week',
  unit: 'money',
  selector: null,
  threshold_percent: 100,
  created_at: '2026-11-20T01:02:04.000Z',
  read_at: null,
};

export const SETTINGS: SettingsJson = {
  time_zone: 'Asia/Seoul',
  time_zone_is_default: false,
  server_time_zone: 'UTC',
  muted_notices: ['model_retiring'],
  student_notice_percents: [80, 100],
  forget_after_days: null,
};
