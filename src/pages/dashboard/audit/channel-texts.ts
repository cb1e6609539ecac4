import { defineTexts } from '../../../language/texts.ts';

/** The part of AUDIT about notices and their channels. */
export const CHANNEL_AUDIT = defineTexts({
  en: {
    actions: {
      'notices.update': 'Notices chosen',
      'notice-channel.create': 'Notice channel added',
      'notice-channel.update': 'Notice channel changed',
      'notice-channel.rotate_secret': 'Secret of a notice channel replaced',
      'notice-channel.test': 'Test message sent',
      'notice-channel.retry': 'Notice sent again',
      'notice-channel.off': 'Notice channel turned off',
      'notice-channel.delete': 'Notice channel removed',
    },
    fields: {
      channelKind: 'Sent by',
      noticeKinds: 'Notices',
      muted: 'Not wanted',
      studentThresholds: 'Budgets of students, at %',
      isOn: 'On',
      addressReplaced: 'Address',
      offReason: 'Why',
    },
    isOn: 'on',
    isOff: 'off',
    replaced: 'replaced',
    everyKind: 'all kinds',
  },
  ko: {
    actions: {
      'notices.update': '받을 알림 변경',
      'notice-channel.create': '알림 채널 추가',
      'notice-channel.update': '알림 채널 수정',
      'notice-channel.rotate_secret': '알림 채널의 비밀 값 교체',
      'notice-channel.test': '시험 메시지 보냄',
      'notice-channel.retry': '알림 다시 보냄',
      'notice-channel.off': '알림 채널 꺼짐',
      'notice-channel.delete': '알림 채널 삭제',
    },
    fields: {
      channelKind: '보내는 방법',
      noticeKinds: '알림 종류',
      muted: '받지 않는 알림',
      studentThresholds: '학생 예산 알림(%)',
      isOn: '상태',
      addressReplaced: '주소',
      offReason: '이유',
    },
    isOn: '켜짐',
    isOff: '꺼짐',
    replaced: '교체함',
    everyKind: '모든 종류',
  },
});
