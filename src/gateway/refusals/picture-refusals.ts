import { defineRefusal, INVALID_VALUE, UNSUPPORTED_PARAMETER } from './refusal-row.ts';

/** Pictures that are not taken, each with what to send instead. */
export const PICTURE_REFUSALS = {
  pictureModel: defineRefusal<{ readonly model: string; readonly others: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ model, others, ownerTitle }) =>
        others === ''
          ? `The model ${model} takes no pictures here, because what one costs has no known limit. Leave it out, or ask ${ownerTitle} for a model that takes pictures.`
          : `The model ${model} takes no pictures here, because what one costs has no known limit. Use one that takes pictures: ${others}.`,
      ko: ({ model, others, ownerTitle }) =>
        others === ''
          ? `${model} 모델에는 사진을 보낼 수 없습니다. 사진 한 장의 비용이 최대 얼마인지 알 수 없기 때문입니다. 사진을 빼거나, 사진을 받는 모델을 쓸 수 있게 해 달라고 ${ownerTitle}께 말씀드리세요.`
          : `${model} 모델에는 사진을 보낼 수 없습니다. 사진 한 장의 비용이 최대 얼마인지 알 수 없기 때문입니다. 사진을 받는 모델을 쓰세요: ${others}.`,
    },
  }),
  pictureAddress: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) =>
        `Links and uploaded files are not read ("${param}"). Send the picture itself in base64: "data:image/jpeg;base64,...".`,
      ko: ({ param }) =>
        `링크나 업로드한 파일은 읽지 않습니다("${param}"). 사진 파일을 base64로 바꿔 "data:image/jpeg;base64,..." 형식으로 보내세요.`,
    },
  }),
  pictureType: defineRefusal<{ readonly param: string }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ param }) =>
        `"${param}" must be a PNG, JPEG, WebP or GIF in base64, without spaces and line breaks: "data:image/png;base64,...". Convert other files (HEIC, SVG, PDF) first.`,
      ko: ({ param }) =>
        `"${param}" 값은 PNG, JPEG, WebP, GIF 파일을 공백과 줄바꿈 없이 base64로 바꾼 것이어야 합니다(예: "data:image/png;base64,..."). HEIC, SVG, PDF 같은 파일은 먼저 변환하세요.`,
    },
  }),
  pictureDetail: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) =>
        `"${param}": what a picture costs at this detail has no known limit for this model. Use "high" or "low".`,
      ko: ({ param }) =>
        `"${param}": 이 모델에서는 이 detail로 보낸 사진의 비용이 최대 얼마인지 알 수 없습니다. "high"나 "low"를 쓰세요.`,
    },
  }),
  pictureRole: defineRefusal<{ readonly param: string }>({
    ...UNSUPPORTED_PARAMETER,
    texts: {
      en: ({ param }) => `Pictures belong in a message of the role "user" ("${param}"). Move it there.`,
      ko: ({ param }) => `사진은 role이 "user"인 메시지에만 넣을 수 있습니다("${param}"). 그런 메시지로 옮겨 보내세요.`,
    },
  }),
  pictureCount: defineRefusal<{ readonly max: number }>({
    ...INVALID_VALUE,
    texts: {
      en: ({ max }) =>
        `One call may have at most ${max} pictures, those of earlier messages included. Leave older ones out.`,
      ko: ({ max }) =>
        `호출 한 번에 보낼 수 있는 사진은 이전 메시지의 것까지 합쳐 ${max}장입니다. 오래된 사진을 빼고 보내세요.`,
    },
  }),
};
