import type { Words } from '../../state/strings/words.ts';

const en = {
  lead: 'A new voice moves the lips. Everything else stays the original’s.',
  drop: 'Drop a video or a portrait here',
  dropHint: 'or a voice, or a .facet project. Files stay where they are and never leave this computer.',
  portrait: 'Animate a portrait',
  portraitHint: 'A picture, a voice, and a video whose movement it takes',
  portraitNeeds: 'A portrait moves with the paper’s networks (PD-FGC), which are not installed yet.',
  import: 'Import weights…',
  newProject: 'New project',
  open: 'Open…',
  sample: 'Try the sample',
  sampleHint: 'A drawn talking head with a synthesised voice, already placed',
  recent: 'Recent projects',
  noRecent: 'Projects that you open appear here.',
  recentFailed: 'The list of recent projects could not be read',
  gone: 'File is gone',
  forget: (name: string) => `Take ${name} off the list`,
  making: 'Making the sample…',
};

type StartWords = typeof en;

const ko: StartWords = {
  lead: '새 목소리가 입술을 움직입니다. 나머지는 모두 원본 그대로입니다.',
  drop: '여기에 영상이나 인물 사진을 놓으세요',
  portrait: '인물 사진 움직이기',
  portraitHint: '사진과 음성, 그리고 움직임을 가져올 영상',
  portraitNeeds: '인물 사진은 논문의 네트워크(PD-FGC)로 움직입니다. 아직 설치되지 않았습니다.',
  import: '가중치 가져오기…',
  dropHint: '음성이나 .facet 프로젝트도 됩니다. 파일은 제자리에 그대로 있으며 이 컴퓨터를 떠나지 않습니다.',
  newProject: '새 프로젝트',
  open: '열기…',
  sample: '샘플 써 보기',
  sampleHint: '그려진 얼굴과 합성 음성이 이미 배치되어 있습니다',
  recent: '최근 프로젝트',
  noRecent: '연 프로젝트가 여기에 나타납니다.',
  recentFailed: '최근 프로젝트 목록을 읽을 수 없습니다',
  gone: '파일 없음',
  forget: (name) => `${name} 목록에서 빼기`,
  making: '샘플 만드는 중…',
};

/** Texts of the start screen. */
export const startWords: Words<StartWords> = { en, ko };
