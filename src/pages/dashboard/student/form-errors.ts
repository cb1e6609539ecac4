import type { Language } from '../../../access/classes.ts';
import { OwnerError } from '../../../api/owner-error.ts';
import type { Form } from '../../web/forms.ts';
import type { RouteResponse } from '../../web/page-response.ts';
import type { OwnerView } from '../../web/view-context.ts';

/** Sentences by the names of fields. */
export type FieldErrors = Readonly<Record<string, string>>;

type ErrorKey =
  | 'name'
  | 'email'
  | 'note'
  | 'class_gone'
  | 'moving_term'
  | 'amount'
  | 'endless_term'
  | 'label'
  | 'expires_at';

const TEXTS: Readonly<Record<Language, Readonly<Record<ErrorKey, string>>>> = {
  en: {
    name: 'A name has 1 to 200 characters on one line.',
    email: 'This does not look like an email address, such as name@school.example.',
    note: 'A note has at most 2,000 characters.',
    class_gone: 'There is no such class any more. Choose another.',
    moving_term: 'The student has a budget for the term, and this class has no last day. Remove that budget first.',
    amount: 'Enter an amount in USD from 0 to 1,000,000, such as 0.50. At most nine digits after the point.',
    endless_term: 'A budget for the term needs a class with a last day. Give the class one, or choose another period.',
    label: 'A label has at most 200 characters on one line.',
    expires_at: 'Choose a day that is not over yet.',
  },
  ko: {
    name: '이름은 한 줄로 1자에서 200자까지 적어 주세요.',
    email: '이메일 주소가 아닌 것 같아요. name@school.example처럼 적어 주세요.',
    note: '메모는 2,000자까지 적을 수 있어요.',
    class_gone: '이 반은 이제 없어요. 다른 반을 골라 주세요.',
    moving_term: '이 학생에게 학기 예산이 있는데 옮길 반에는 종료일이 없어요. 학기 예산을 먼저 삭제해 주세요.',
    amount: '0에서 1,000,000 사이의 금액을 달러로 적어 주세요. 예: 0.50 (소수점 아래 아홉 자리까지)',
    endless_term: '학기 예산을 쓰려면 반에 종료일이 있어야 해요. 반의 날짜를 정하거나 다른 기간을 골라 주세요.',
    label: '용도는 한 줄로 200자까지 적어 주세요.',
    expires_at: '아직 지나지 않은 날을 골라 주세요.',
  },
};

/** A form that did not work: it is shown again as it was sent. */
export interface Tried {
  readonly form: Form;
  readonly errors: FieldErrors;
}

/** What opens of a student's page by itself, and what was wrong with it. */
export interface Opened {
  /** Of the form. */
  readonly name: string;
  readonly tried: Tried | null;
}

/** The student's page with the form that did not work. */
export type ShowAgain = (view: OwnerView, studentId: number, opened: Opened) => Promise<RouteResponse>;

/** Which field of a form each error belongs to. */
export type ErrorFields = Partial<Readonly<Record<ErrorKey, string>>>;

export type Attempt<Result> = { readonly done: Result } | { readonly errors: FieldErrors };

/**
 * Does what a form asks for. What the owner's rules refuse becomes a sentence at its field.
 * @throws whatever else goes wrong, and a refusal that no field of this form is responsible for
 */
export async function attempt<Result>(
  language: Language,
  fields: ErrorFields,
  act: () => Promise<Result>,
): Promise<Attempt<Result>> {
  try {
    return { done: await act() };
  } catch (error) {
    return { errors: errorsIn(error, language, fields) };
  }
}

function errorsIn(error: unknown, language: Language, fields: ErrorFields): FieldErrors {
  const key = error instanceof OwnerError ? keyOf(error) : null;
  const field = key === null ? undefined : fields[key];
  if (key === null || field === undefined) throw error;
  return { [field]: TEXTS[language][key] };
}

function keyOf({ status, param }: OwnerError): ErrorKey | null {
  if (param === null) return null;
  if (param.endsWith('limit_usd')) return 'amount';
  if (param.endsWith('period')) return 'endless_term';
  if (param === 'class_id') return status === 409 ? 'moving_term' : 'class_gone';
  return PLAIN_KEYS.find((key) => key === param) ?? null;
}

const PLAIN_KEYS = ['name', 'email', 'note', 'label', 'expires_at'] as const;
