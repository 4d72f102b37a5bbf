import type { HealthCheckValue } from '../../../api/health.ts';
import type { HealthCheckName } from '../../../core/ports/doctor.ts';
import { failureText } from '../../state/strings/failures/failure-text.ts';
import { isErrorCode } from '../../../core/errors.ts';
import { formatOf } from '../../state/strings/format.ts';
import type { Language } from '../../state/strings/language.ts';

/** What a check found, and what to do about it; empty where nothing is to be done. */
export interface CheckText {
  readonly name: string;
  readonly sentence: string;
  readonly advice: string;
}

type Details = HealthCheckValue['details'];
type Findings = Readonly<
  Record<HealthCheckName, (details: Details, isGood: boolean) => { readonly sentence: string; readonly advice: string }>
>;

const names: Readonly<Record<HealthCheckName, string>> = {
  node: 'Node',
  ffmpeg: 'ffmpeg',
  providers: '실행 장치',
  packs: '모델 팩',
  'face models': '얼굴 모델',
  scratch: '임시 폴더',
  computer: '컴퓨터',
  engine: '엔진',
};

function isKnown(name: string): name is HealthCheckName {
  return Object.hasOwn(names, name);
}

/** States of a pack as the check writes them in brackets. */
const packStates = [
  ['verified', '확인됨'],
  ['incomplete', '파일 없음'],
  ['damaged', '손상됨'],
] as const;

const format = formatOf('ko');
const text = (value: Details[string] | undefined) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));
const bytes = (value: Details[string] | undefined) => format.bytes(Number(value));

const findings: Findings = {
  node: ({ version, napi, platform, arch }, isGood) => ({
    sentence: `Node ${text(version)}, 애드온 인터페이스 ${text(napi)}, ${text(platform)} ${text(arch)}에서 실행합니다.`,
    advice: isGood ? '' : 'Node 22.18 이상이 필요합니다. npm 스크립트로 실행하면 맞는 버전을 씁니다.',
  }),
  ffmpeg: ({ version, path }, isGood) =>
    isGood
      ? { sentence: `${text(path)}에 있는 ffmpeg ${text(version)}을 씁니다.`, advice: '' }
      : {
          sentence: `Facet에 들어 있는 ffmpeg ${text(version)}(WebAssembly)을 씁니다.`,
          advice: 'ffmpeg 5.1 이상을 설치하면 인코딩이 몇 배 빨라집니다.',
        },
  providers: ({ working, others }, isGood) =>
    isGood
      ? { sentence: `신경망을 ${text(working)}에서 실행할 수 있습니다.`, advice: '' }
      : { sentence: '여기서는 신경망을 실행할 수 없습니다.', advice: text(others) },
  packs: ({ packs }, isGood) => ({
    sentence: `모델 팩: ${packStates.reduce((said, [state, own]) => said.replaceAll(`(${state})`, `(${own})`), text(packs))}`,
    advice: isGood ? '' : '팩의 파일이 목록과 다릅니다. 팩을 다시 설치하세요.',
  }),
  'face models': () => ({ sentence: '얼굴 모델이 정해진 것과 같습니다.', advice: '' }),
  scratch: ({ path, freeBytes, reason }, isGood) =>
    reason === undefined
      ? {
          sentence: `임시 파일은 ${text(path)}에 두며 ${bytes(freeBytes)}가 비어 있습니다.`,
          advice: isGood
            ? ''
            : '영상 한 시간에 약 0.5 GB가 필요합니다. 공간을 비우거나 FACET_SCRATCH에 여유 있는 폴더를 지정하세요.',
        }
      : {
          sentence: `임시 폴더 ${text(path)}에 쓸 수 없습니다(${text(reason)}).`,
          advice: 'FACET_SCRATCH에 쓸 수 있는 폴더를 지정하세요.',
        },
  engine: () => ({ sentence: '엔진에 물어볼 수 없습니다.', advice: '엔진 탭에서 상태를 보세요.' }),
  computer: ({ cores, model, freeMemoryBytes, totalMemoryBytes }, isGood) => ({
    sentence: `코어 ${text(cores)}개(${text(model)}), 메모리 ${bytes(totalMemoryBytes)} 중 ${bytes(freeMemoryBytes)}가 비어 있습니다.`,
    advice: isGood ? '' : '큰 영상을 더빙하기 전에 다른 프로그램을 닫으세요.',
  }),
};

/** What a check of the computer found, in the language of the page. A check that failed says its failure. */
export function checkText(language: Language, check: HealthCheckValue): CheckText {
  const { name, status, sentence, advice, details } = check;
  if (language === 'en' || !isKnown(name)) return { name, sentence, advice };
  const { code } = details;
  if (typeof code === 'string' && isErrorCode(code))
    return { name: names[name], sentence: failureText(language, { code, sentence }), advice: '' };
  // A check that broke off has no details to say anything with.
  if (status === 'missing' && name !== 'scratch' && Object.keys(details).length === 0)
    return { name: names[name], sentence: `점검하지 못했습니다: ${sentence}`, advice: '' };
  return { name: names[name], ...findings[name](details, status === 'ok') };
}
