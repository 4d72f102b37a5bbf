import type { Words } from '../../state/strings/words.ts';

const en = {
  title: 'What makes the pixels',
  description: 'Edits stay when you change the pack. Those that a pack cannot follow wait for one that can.',
  packs: 'Model pack',
  row: (name: string) => `What makes the pixels: ${name}. Change…`,
  notInstalled: 'Not installed on this computer',
  notInstalledSentence: (packId: string) =>
    `This project was made with the pack “${packId}”, which is not installed here. Import its weights again, or choose another pack; nothing of the project is lost.`,
  openModels: 'Models and engine…',
  import: 'Import PD-FGC weights…',
  noOther: 'A pack that draws faces anew is made of the paper’s own weights.',
  unusable: 'Its files cannot be read: see Models and engine.',
  window: 'Expression',
  windows: { 1: 'Each frame’s own', 13: 'Mean of 13 frames' } as Record<number, string>,
  windowMeanings: {
    1: 'Follows quick changes of the face.',
    13: 'As in the paper’s training: calmer, quick changes are softened.',
  } as Record<number, string>,
  windowStep: 'Change expression window',
  stillNeeds: 'A still picture needs a pack that draws faces anew.',
};

const ko: typeof en = {
  title: '화면을 만드는 방법',
  description: '팩을 바꿔도 편집은 그대로 있습니다. 팩이 따를 수 없는 편집은 따를 수 있는 팩을 기다립니다.',
  packs: '모델 팩',
  row: (name) => `화면을 만드는 방법: ${name}. 바꾸기…`,
  notInstalled: '이 컴퓨터에 설치되지 않음',
  notInstalledSentence: (packId) =>
    `이 프로젝트는 “${packId}” 팩으로 만들었는데 여기에는 설치되어 있지 않습니다. 가중치를 다시 가져오거나 다른 팩을 고르세요. 프로젝트에서 사라지는 것은 없습니다.`,
  openModels: '모델과 엔진…',
  import: 'PD-FGC 가중치 가져오기…',
  noOther: '얼굴을 새로 그리는 팩은 논문의 가중치로 만듭니다.',
  unusable: '파일을 읽을 수 없습니다. 모델과 엔진을 보세요.',
  window: '표정',
  windows: { 1: '프레임마다', 13: '13프레임 평균' },
  windowMeanings: {
    1: '얼굴의 빠른 변화를 따릅니다.',
    13: '논문의 학습과 같습니다. 더 차분하고 빠른 변화는 부드러워집니다.',
  },
  windowStep: '표정 평균 변경',
  stillNeeds: '정지 사진에는 얼굴을 새로 그리는 팩이 필요합니다.',
};

/** Texts of the choice of a pack. */
export const packChoiceWords: Words<typeof en> = { en, ko };
