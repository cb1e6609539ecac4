import { defineTexts } from '../../language/texts.ts';

export const HOME = defineTexts({
  en: {
    title: 'Which wallet do you want to open?',
    lead: 'jigap shares one OpenAI key with a class, and never exceeds the budgets you set.',
    owner: 'I run the class',
    ownerDoes: 'Budgets, students, and what everything costs.',
    student: 'I am a student',
    studentDoes: 'What is left of my budget, and how to call the model.',
  },
  ko: {
    title: '어떤 지갑을 열까요?',
    lead: 'jigap(지갑)은 OpenAI 키 하나를 반 전체가 함께 쓰게 해 주고, 정해 둔 예산을 꼭 지켜요.',
    owner: '반을 운영해요',
    ownerDoes: '예산과 학생을 관리하고 비용을 확인해요.',
    student: '학생이에요',
    studentDoes: '얼마나 남았는지, 모델을 어떻게 호출하는지 볼 수 있어요.',
  },
});
