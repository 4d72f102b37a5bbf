import { hostSteps } from '../../../api/edit.ts';
import type { Language } from './language.ts';

type HostStep = keyof typeof hostSteps;

const ko: Readonly<Record<HostStep, string>> = {
  importFile: '파일 가져오기',
  importFiles: '파일 여러 개 가져오기',
  locateFile: '파일 위치 찾기',
  locateFiles: '파일 여러 개의 위치 찾기',
  placeVoice: '음성 놓기',
};

/** The label of a step of the history: those that the host made are said in the language; the page's own are kept as they were made. */
export function stepLabel(language: Language, label: string | null): string | null {
  if (language === 'en') return label;
  const step = (Object.keys(hostSteps) as HostStep[]).find((one) => hostSteps[one] === label);
  return step === undefined ? label : ko[step];
}
