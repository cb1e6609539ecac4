import { defineTexts } from '../language/texts.ts';
import type { IncidentKind } from '../ledger/holds.ts';

export interface IncidentText {
  readonly title: string;
  /** What it means for the owner's money or the class, and what to do. */
  readonly means: string;
}

export const INCIDENT_KINDS = defineTexts({
  en: {
    overrun: {
      title: 'A call cost more than was held for it',
      means:
        'All of it was charged, so the ledger is right, but a limit may have been exceeded. Compare the price of the model with the provider’s price list. If the model is free, its server counted more tokens than the call may use.',
    },
    uncertain: {
      title: 'The cost of a call is unknown',
      means: 'Refund what seems right.',
    },
    no_usage: {
      title: 'The provider did not say what a call used',
      means: 'The most that it can have used was charged. Refund what seems right.',
    },
    crash: {
      title: 'jigap crashed during a call',
      means: 'The whole hold was charged, because its cost is unknown. Refund what seems right.',
    },
    price_tier: {
      title: 'The provider billed a more expensive service tier',
      means:
        'The call asked for the standard tier. What the provider billed was charged. Check the settings of your project there.',
    },
    impossible_usage: {
      title: 'The provider reported an impossible usage',
      means:
        'It reported more tokens than the model can read or write. jigap does not use the count, so the whole hold was charged. Compare it with the provider’s bill, then refund what seems right. If the count is right, the model’s context window in JIGAP_MODELS_FILE is too small.',
    },
    unexpected_usage: {
      title: 'An image took other tokens than expected',
      means:
        'OpenAI publishes how many tokens an image takes by its size and quality, and the provider reported another number. What it reported was charged. Compare it with the provider’s bill. If the bill agrees, the formula has changed: stop allowing the model until jigap knows the new one. If you call through another server, it may count wrongly.',
    },
    upstream_key_refused: {
      title: 'A provider refuses your key',
      means:
        'Students’ calls to it fail until it works. Replace the key that this incident names by a valid one. jigap reads a key file and .env again by itself; after a change of another variable, start it again.',
    },
    upstream_key_resting: {
      title: 'One of the provider’s keys is not used now',
      means:
        'The provider refused it, or its account is out of money. Another key answers in its place, so students notice nothing. jigap tries it again by itself; replace it if it was revoked.',
    },
    upstream_key_unreadable: {
      title: 'A changed key could not be read',
      means: 'jigap goes on with the key that it had. Write the whole new key into its place.',
    },
    upstream_out_of_money: {
      title: 'Your account with a provider is out of money',
      means: 'Students’ calls fail and cost nothing. Check the billing page of the provider.',
    },
    upstream_address: {
      title: 'The address of a provider seems wrong',
      means:
        'The server at this address does not support these calls. Correct the setting that this incident names, and start jigap again.',
    },
    upstream_down: {
      title: 'A provider cannot be reached',
      means:
        'Nothing answers at its address, so students’ calls to it fail and cost nothing. Start its server, or correct the setting that this incident names.',
    },
    model_missing: {
      title: 'A model that you allow is not served',
      means: 'Calls for it fail. Choose another model that answers for it in the settings, under Models.',
    },
    model_retiring: {
      title: 'A model that you allow is being shut down',
      means: 'Choose another model that answers for it in the settings, under Models, before calls begin to fail.',
    },
    backup_failed: {
      title: 'No backup could be made',
      means:
        'Calls are not affected. Check the folder of backups and the space on its disk (JIGAP_BACKUP_FOLDER), then make one on the backups page.',
    },
    database_restored: {
      title: 'The database was restored, or is on another server',
      means:
        'After a restore, what changed since the backup is undone, except what was copied from the database before: compare missing calls with the provider’s bill. Where a standby took over, nothing is missing as a rule; the details say what is known.',
    },
    ledger_fault: {
      title: 'The ledger has an error',
      means:
        'A check found a balance that is not the sum of its records. Keep a copy of the database, run “jigap check”, and send its output to the developers of jigap.',
    },
    bill_drift: {
      title: 'The provider’s bill and the ledger differ',
      means: 'The key may be used elsewhere, too, or a price may have changed. Compare the two day by day.',
    },
    project_limit_missing: {
      title: 'The provider has no limit of its own on the project',
      means:
        'Should the key be used elsewhere, nothing would stop it at the provider. Set the limit on the page of the wallet. If you want none, close this.',
    },
    project_limit_low: {
      title: 'The provider’s limit on the project is lower than the wallet’s',
      means:
        'When it is reached, the provider refuses every call, although students have money left. Raise it on the page of the wallet, or lower the wallet’s limit.',
    },
    notice_channel: {
      title: 'A channel for notices was turned off',
      means:
        'Notices no longer go there. Correct its address under Settings, send a test message, and turn it on again.',
    },
  } satisfies Record<IncidentKind, IncidentText>,
  ko: {
    overrun: {
      title: '묶어 둔 금액보다 비용이 더 들었어요',
      means:
        '든 만큼 모두 차감했으니 장부는 맞지만 한도를 넘었을 수 있어요. 모델 가격이 제공자의 가격표와 같은지 확인해 주세요. 무료 모델이라면 서버가 이 호출에 허용된 것보다 많은 토큰을 썼다고 알려 온 거예요.',
    },
    uncertain: {
      title: '비용을 정확히 알 수 없는 호출이에요',
      means: '얼마나 환불할지 정해 주세요.',
    },
    no_usage: {
      title: '제공자가 사용량을 알려 주지 않았어요',
      means: '최대로 들 수 있는 금액을 차감했어요. 얼마나 환불할지 정해 주세요.',
    },
    crash: {
      title: '호출 중에 jigap이 비정상 종료됐어요',
      means: '비용을 알 수 없어 묶어 둔 금액을 모두 차감했어요. 얼마나 환불할지 정해 주세요.',
    },
    price_tier: {
      title: '제공자가 더 비싼 서비스 등급으로 청구했어요',
      means:
        '표준 등급으로 요청한 호출이에요. 제공자가 청구한 만큼 예산에서 차감했으니, 제공자 쪽 프로젝트 설정을 확인해 주세요.',
    },
    impossible_usage: {
      title: '제공자가 있을 수 없는 사용량을 알려 줬어요',
      means:
        '모델이 처리할 수 있는 것보다 많은 토큰 수라서 그대로 믿지 않고, 묶어 둔 금액을 모두 차감했어요. 제공자의 청구서와 비교한 뒤 얼마나 환불할지 정해 주세요. 그 토큰 수가 맞다면 모델 파일(JIGAP_MODELS_FILE)에 적힌 컨텍스트 길이가 너무 작은 거예요.',
    },
    unexpected_usage: {
      title: '이미지의 토큰 수가 예상과 달라요',
      means:
        'OpenAI는 크기와 품질에 따라 이미지 한 장이 몇 토큰인지 공개하는데, 제공자가 다른 수를 알려 줬어요. 예산에서는 알려 준 만큼 차감했어요. 제공자의 청구서와 비교해 보세요. 청구서와 같다면 계산식이 바뀐 것이니, jigap이 새 계산식을 반영할 때까지 이 모델을 허용하지 않는 게 안전해요. 다른 중계 서버를 거쳐 호출한다면 그 서버가 잘못 셌을 수도 있어요.',
    },
    upstream_key_refused: {
      title: '제공자가 키를 거절했어요',
      means:
        '쓸 수 있는 키로 바꿀 때까지 이 제공자로 가는 호출이 실패해요. 여기에 적힌 설정의 키를 바꿔 주세요. 키 파일과 .env는 jigap이 알아서 다시 읽어요. 다른 환경 변수를 바꿨다면 jigap을 다시 시작해 주세요.',
    },
    upstream_key_resting: {
      title: '제공자의 키 하나를 지금 쓰지 않아요',
      means:
        '제공자가 그 키를 거절했거나 그 계정의 돈이 떨어졌어요. 다른 키로 호출하고 있어서 학생들은 모르고 지나가요. jigap이 나중에 다시 써 보니, 폐기한 키라면 새 키로 바꿔 주세요.',
    },
    upstream_key_unreadable: {
      title: '바뀐 키를 읽지 못했어요',
      means: 'jigap은 쓰던 키를 계속 써요. 키가 있던 자리에 새 키를 온전히 적어 주세요.',
    },
    upstream_out_of_money: {
      title: '제공자 계정의 돈이 떨어졌어요',
      means: '그동안 학생들의 호출은 실패하지만 비용은 들지 않아요. 제공자의 결제 페이지를 확인해 주세요.',
    },
    upstream_address: {
      title: '제공자 주소가 잘못된 것 같아요',
      means:
        '그 주소의 서버가 OpenAI 방식의 호출을 처리하지 못해요. 여기에 적힌 설정을 고친 뒤 jigap을 다시 시작해 주세요.',
    },
    upstream_down: {
      title: '제공자에 연결할 수 없어요',
      means:
        '그 주소에서 응답하는 서버가 없어서 이 제공자로 가는 호출이 실패해요. 비용은 들지 않아요. 서버를 켜거나 여기에 적힌 설정을 고쳐 주세요.',
    },
    model_missing: {
      title: '허용한 모델을 제공자가 제공하지 않아요',
      means: '이 모델을 호출하면 실패해요. 설정의 모델 화면에서 대신 답할 모델을 정해 주세요.',
    },
    model_retiring: {
      title: '허용한 모델의 서비스가 종료돼요',
      means: '호출이 실패하기 전에 설정의 모델 화면에서 대신 답할 모델을 정해 주세요.',
    },
    backup_failed: {
      title: '백업하지 못했어요',
      means:
        '호출에는 영향이 없어요. 백업 폴더와 디스크 공간을 확인하고(JIGAP_BACKUP_FOLDER) 백업 화면에서 다시 백업해 주세요.',
    },
    database_restored: {
      title: '데이터베이스를 복원했거나 다른 서버로 바뀌었어요',
      means:
        '백업에서 복원했다면 그 뒤에 바뀐 내용은 복원할 때 옮겨 온 것 말고는 남아 있지 않으니, 빠진 호출을 제공자의 청구 내역과 비교해 주세요. 대기 서버가 이어받았다면 보통 빠진 것이 없어요. 알 수 있는 내용은 자세한 내용에 적혀 있어요.',
    },
    ledger_fault: {
      title: '장부의 잔액과 기록이 맞지 않아요',
      means:
        '점검에서 기록의 합과 다른 잔액을 찾았어요. 데이터베이스를 복사해 두고 “jigap check”를 실행한 결과를 jigap 개발자에게 알려 주세요.',
    },
    bill_drift: {
      title: '제공자의 청구서와 장부가 달라요',
      means: '키를 다른 곳에서도 쓰고 있거나 가격이 바뀌었을 수 있어요. 날짜별로 비교해 보세요.',
    },
    project_limit_missing: {
      title: '제공자 쪽 프로젝트 한도가 없어요',
      means:
        '키가 다른 곳에서 쓰이면 제공자 쪽에서는 아무도 막지 않아요. 지갑 화면에서 한도를 정하세요. 한도를 두지 않으려면 처리 완료로 하세요.',
    },
    project_limit_low: {
      title: '제공자 쪽 프로젝트 한도가 지갑의 한도보다 낮아요',
      means:
        '그 한도에 이르면 학생에게 돈이 남아 있어도 제공자가 모든 호출을 거절해요. 지갑 화면에서 한도를 올리거나 지갑의 한도를 낮추세요.',
    },
    notice_channel: {
      title: '알림 채널이 꺼졌어요',
      means: '이제 그 채널로는 알림을 보내지 않아요. 설정에서 주소를 고치고 시험 메시지를 보낸 다음 다시 켜 주세요.',
    },
  },
});
