import type { Language } from './languages.ts';
import { type NotePair, translateNote } from './translate-note.ts';

/**
 * The details of incidents in Korean. Each is written in English where it is raised: ledger/incident-details.ts,
 * gateway/refusals/upstream-errors.ts, ops/model-watch.ts, ops/key-incidents.ts, ops/key-reload.ts, ops/reconcile-bill.ts,
 * ops/database-watch.ts, ops/project-limit-watch.ts, store/sql/notices/outbox.ts, store/sqlite/restore/open-restore.ts and
 * store/postgres/engine/server-lineage.ts. What a check of the ledger finds stays in English: it is for the developers of
 * jigap.
 */
const KOREAN: readonly NotePair[] = [
  [
    'notice channel {id} was turned off: the address no longer takes messages',
    '알림 채널 {id}번을 껐어요. 더 이상 메시지를 받지 않는 주소예요.',
  ],
  [
    'notice channel {id} was turned off: it refused one message after the other',
    '알림 채널 {id}번을 껐어요. 메시지를 잇달아 거절했어요.',
  ],
  [
    'notice channel {id} was turned off: no message arrived for three days',
    '알림 채널 {id}번을 껐어요. 사흘 동안 메시지를 전달하지 못했어요.',
  ],
  [
    'the provider {provider} answered {status}: check its key ({setting})',
    '제공자 {provider}의 응답 상태 {status}. 키를 확인해 주세요({setting}).',
  ],
  [
    'the provider {provider} answered {status} to a call: check its address ({setting})',
    '호출에 대한 제공자 {provider}의 응답 상태 {status}. 주소를 확인해 주세요({setting}).',
  ],
  [
    'the provider {provider} cannot be reached: check that it runs, and its address ({setting})',
    '제공자 {provider}에 연결할 수 없어요. 서버가 켜져 있는지, 주소가 맞는지 확인해 주세요({setting}).',
  ],
  [
    'the provider {provider} answered {reason}: look at its billing page',
    '제공자 {provider}의 응답 {reason}. 제공자의 결제 페이지를 확인해 주세요.',
  ],
  [
    "the provider {provider} refused its key ({setting}, {status}): students' calls will fail",
    '제공자 {provider}에서 키를 거절했어요({setting}, 응답 상태 {status}). 학생들의 호출이 실패해요.',
  ],
  [
    "the provider {provider} refused its key ({setting}, {status}): students' calls may fail, unless only the list of models is closed to it",
    '제공자 {provider}에서 키를 거절했어요({setting}, 응답 상태 {status}). 모델 목록만 볼 수 없는 키가 아니라면 학생들의 호출이 실패할 수 있어요.',
  ],
  [
    'the provider {provider} answered {answer} to its key {key}: it is not used for now, and another one is',
    '제공자 {provider}의 응답 {answer}(키 {key}). 당분간 이 키 대신 다른 키를 써요.',
  ],
  ...unreadableKeyNotes([
    ['its file is gone', '파일이 없어요'],
    ['there is no key in it', '그 안에 키가 없어요'],
    ['what is in it is no key', '그 안에 있는 것은 키가 아니에요'],
    ['it cannot be read', '읽을 수 없어요'],
  ]),
  ...modelNotes([
    'the provider {provider} does not serve {served}',
    '제공자 {provider}에서 {served} 모델을 제공하지 않아요.',
  ]),
  ...modelNotes(['{served} is shut down on {day}', '{served} 모델의 서비스 종료일은 {day}이에요.']),
  [
    "on {day} the provider's counts and the ledger's differ by more than {percent} %: see jigap reconcile --from {from} --to {to}",
    '{day}에 제공자의 집계와 장부가 {percent}% 넘게 달라요. 다음 명령으로 비교해 보세요: jigap reconcile --from {from} --to {to}',
  ],
  [
    'the project at the provider has no spend limit: set one on the page of the wallet',
    '제공자의 프로젝트에 지출 한도가 없어요. 지갑 화면에서 정해 주세요.',
  ],
  [
    "the spend limit of the project at the provider is lower than the wallet's limit of the month: see the page of the wallet",
    '제공자의 프로젝트 지출 한도가 지갑의 한 달 한도보다 낮아요. 지갑 화면을 확인해 주세요.',
  ],
  [
    'the database file was deleted, replaced or cut short while jigap was running, so no call was sent from then on: stop jigap, put back the file and its -wal, and start again',
    'jigap이 실행되는 동안 데이터베이스 파일이 삭제되었거나 바뀌었거나 잘려서, 그때부터 호출을 보내지 않았어요. jigap을 멈추고 파일과 -wal 파일을 되돌려 놓은 뒤 다시 시작해 주세요.',
  ],
  [
    'the disk of {folder} is too full: a backup needs {size} of free space there',
    '디스크에 공간이 부족해요({folder}). 백업하려면 {size}가 비어 있어야 해요.',
  ],
  [
    'restored from the backup of {since}; {calls} later calls of {usd} USD were carried over into the books',
    '{since} 시점의 백업에서 복원했어요. 그 뒤의 호출 {calls}건({usd}달러)은 장부로 옮겼어요.',
  ],
  [
    "restored from the backup of {since}; calls from then to {now} are not in the books: compare with the provider's bill of these days, and lower the budgets by what is missing",
    '{since} 시점의 백업에서 복원했어요. 그때부터 {now}까지의 호출은 장부에 없어요. 그 기간의 제공자 청구 내역과 비교하고 빠진 만큼 예산을 줄여 주세요.',
  ],
  [
    "the database has another server or history than before: a standby took over, or a backup was restored. Its books end at {since}; after a restore, calls from then to {now} are not in them: compare with the provider's bill of these days, and lower the budgets by what is missing",
    '데이터베이스의 서버나 이력이 전과 달라요. 대기 서버가 이어받았거나 백업에서 복원한 거예요. 장부는 {since}에서 끝나요. 복원했다면 그때부터 {now}까지의 호출은 장부에 없어요. 그 기간의 제공자 청구 내역과 비교하고 빠진 만큼 예산을 줄여 주세요.',
  ],
  [
    "the database has another server or history than before, and calls that this replica had told are missing: a backup was restored, or a standby took over that lacked the newest. Its books end at {since}; calls from then to {now} are not in them: compare with the provider's bill of these days, and lower the budgets by what is missing",
    '데이터베이스의 서버나 이력이 전과 다르고, 이 복제본이 이미 알린 호출이 빠져 있어요. 백업에서 복원했거나, 최신 내용을 받지 못한 대기 서버가 이어받은 거예요. 장부는 {since}에서 끝나고, 그때부터 {now}까지의 호출은 장부에 없어요. 그 기간의 제공자 청구 내역과 비교하고 빠진 만큼 예산을 줄여 주세요.',
  ],
  [
    "the database has another server or history than before, and everything that this replica had told is in it: most likely, a standby took over. Its books end at {since}; if a backup was restored, compare the days from then to {now} with the provider's bill",
    '데이터베이스의 서버나 이력이 전과 다르지만, 이 복제본이 알린 내용은 모두 남아 있어요. 대기 서버가 이어받았을 가능성이 커요. 장부는 {since}에서 끝나요. 백업에서 복원했다면 그때부터 {now}까지를 제공자의 청구 내역과 비교해 주세요.',
  ],
  [
    '{calls} more of this kind came while the database could not be written, and are not listed',
    '데이터베이스에 기록하지 못하는 동안 같은 종류의 확인할 일이 {calls}건 더 있었어요. 목록에는 하나씩 나오지 않아요.',
  ],
  ['cannot use {folder} for backups: {why}', '백업 폴더를 쓸 수 없어요({folder}): {why}'],
  ['the backup could not be written into {folder}: {why}', '백업 파일을 쓸 수 없었어요({folder}): {why}'],
  ['the database is damaged: {why}', '데이터베이스가 손상되었어요: {why}'],
  [
    'jigap ended in the middle of this call; its whole hold was charged',
    '호출 중에 jigap이 비정상 종료되어, 묶어 둔 금액을 모두 차감했어요.',
  ],
  ...lateNotes([
    ['what was above its cost was given back', '나중에 확인된 비용만 남기고 나머지는 돌려줬어요'],
    ['its cost is uncertain', '나중에 끝났지만 비용을 확실히 알 수 없어요'],
    [
      'its real cost was {usd} USD above that, which is not in the books',
      '실제 비용은 그보다 {usd}달러 더 컸고, 그만큼은 장부에 없어요',
    ],
  ]),
  ...heldNotes([
    ['jigap was stopped in the middle of this call', '호출 중에 jigap이 멈춰서'],
    ['the student hung up and the answer could not be read to its end', '학생이 연결을 끊었고 답을 끝까지 받지 못해서'],
    ['the provider, or a proxy in front of it, broke the call off', '제공자나 그 앞의 프록시가 호출을 중간에 끊어서'],
    ['the provider, or a proxy in front of it, took too long', '제공자나 그 앞의 프록시가 너무 오래 걸려서'],
    [
      'the provider reported more tokens than the model can take or write',
      '제공자가 모델이 처리할 수 있는 것보다 많은 토큰 수를 알려 와서',
    ],
    ['the cost of this call cannot be known', '호출의 비용을 알 수 없어서'],
  ]),
  [
    'the provider did not say what this call used; the safe bound was charged',
    '제공자가 이 호출의 사용량을 알려 주지 않아서, 최대로 들 수 있는 금액을 차감했어요.',
  ],
  [
    'the real cost was above the hold; it was charged in full',
    '실제 비용이 묶어 둔 금액보다 커서, 든 만큼 모두 차감했어요.',
  ],
  [
    'the provider reported other tokens than its formula for images says; what it reported was charged',
    '제공자가 이미지 계산식과 다른 토큰 수를 알려 줬어요. 알려 준 만큼 차감했어요.',
  ],
  [
    'the provider billed a dearer service tier than was requested',
    '제공자가 요청한 것보다 비싼 서비스 등급으로 청구했어요.',
  ],
];

/** What is wrong with a model, followed by what ledger/model-fallbacks.ts advises. */
function modelNotes([english, translated]: NotePair): NotePair[] {
  return [
    [
      `${english}: let another model answer on the settings page, or run: jigap model alias {aliases}`,
      `${translated} 설정의 모델 화면에서 대신 답할 모델을 정하거나 다음 명령을 실행해 주세요: jigap model alias {aliases}`,
    ],
    [
      `${english}: the catalogue has no other for {endpoints}; choose other models on the settings page, or run: jigap model disallow {names}`,
      `${translated} 가격표에 대신 쓸 모델이 없어요({endpoints}). 설정의 모델 화면에서 다른 모델을 고르거나 다음 명령을 실행해 주세요: jigap model disallow {names}`,
    ],
  ];
}

function unreadableKeyNotes(reasons: readonly NotePair[]): NotePair[] {
  return reasons.map(([english, translated]) => [
    `the key {key} of the provider {provider} was not read again (${english}): the one before stays in use`,
    `제공자 {provider}의 키를 다시 읽지 못했어요({key}: ${translated}). 쓰던 키를 계속 써요.`,
  ]);
}

function lateNotes(pairs: readonly NotePair[]): NotePair[] {
  return pairs.map(([english, translated]) => [
    `another replica took the one of this call for dead, and its whole hold was charged; ${english}`,
    `다른 서버가 이 호출의 서버를 멈춘 것으로 보고 묶어 둔 금액을 모두 차감했어요. ${translated}.`,
  ]);
}

function heldNotes(pairs: readonly NotePair[]): NotePair[] {
  return pairs.map(([english, translated]) => [
    `${english}; the whole hold was charged`,
    `${translated}, 묶어 둔 금액을 모두 차감했어요.`,
  ]);
}

const PAIRS: Readonly<Record<Language, readonly NotePair[]>> = { en: [], ko: KOREAN };

/** null: there is no such text in the language, so the English one is shown. */
export function incidentNoteIn(language: Language, detail: string): string | null {
  return translateNote(detail, PAIRS[language], koreanDay);
}

/** "2026년 10월 23일". Without the day of the week: it may be of another year. */
function koreanDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}년 ${month}월 ${date}일`;
}
