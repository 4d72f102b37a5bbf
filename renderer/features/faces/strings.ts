import type { Words } from '../../state/strings/words.ts';

const en = {
  title: 'Faces',
  faceName: (number: number) => `Face ${number}`,
  noVideo: 'Faces appear here when there is a video.',
  notAnalysed: 'Facet looks at every frame once to find the faces and how they move.',
  analyse: 'Analyse the video',
  analysing: 'Analysing',
  waiting: 'Waits for its turn',
  failed: 'The analysis failed',
  again: 'Try again',
  none: 'No face was found in this video.',
  present: (seen: string, all: string) => `${seen} of ${all} frames`,
  yaw: (low: string, high: string) => `yaw ${low}…${high}°`,
  speaks: (count: number) => (count === 1 ? 'speaks 1 line' : `speaks ${count} lines`),
  silent: 'no voice yet',
  locked: 'stays as filmed',
  poor: (share: string) => `only ${share} of it can be driven`,
  name: 'Name',
  consent: 'Consent',
  consentHint: 'Who agreed to what, when. Stays in the project file.',
  lock: 'Leave as filmed',
  more: (name: string) => `${name}: name, consent, lock`,
  steps: { name: 'Name face', consent: 'Edit consent note', lock: 'Lock face', unlock: 'Unlock face' },
};

const ko: typeof en = {
  title: '얼굴',
  faceName: (number) => `얼굴 ${number}`,
  noVideo: '영상이 있으면 얼굴이 여기에 나옵니다.',
  notAnalysed: '모든 프레임을 한 번 살펴 얼굴과 움직임을 찾습니다.',
  analyse: '영상 분석',
  analysing: '분석 중',
  waiting: '차례를 기다리는 중',
  failed: '분석하지 못했습니다',
  again: '다시 시도',
  none: '이 영상에서 얼굴을 찾지 못했습니다.',
  present: (seen, all) => `${all}프레임 중 ${seen}`,
  yaw: (low, high) => `좌우 ${low}…${high}°`,
  speaks: (count) => `대사 ${count}개`,
  silent: '아직 음성 없음',
  locked: '촬영된 그대로',
  poor: (share) => `${share}만 움직일 수 있음`,
  name: '이름',
  consent: '동의',
  consentHint: '누가 언제 무엇에 동의했는지. 프로젝트 파일에 남습니다.',
  lock: '촬영된 그대로 두기',
  more: (name) => `${name}: 이름, 동의, 잠금`,
  steps: { name: '얼굴 이름', consent: '동의 메모 수정', lock: '얼굴 잠금', unlock: '얼굴 잠금 해제' },
};

/** Texts of the faces. */
export const faceWords: Words<typeof en> = { en, ko };
