import type { PackKind } from '../../../core/ports/model-catalog.ts';
import type { Words } from './words.ts';

const kinds: Record<PackKind, string> = {
  atlas: 'Mouths of the video itself',
  pdfgc: 'The paper’s networks (PD-FGC)',
};

/** Where there is little room. */
const shortKinds: Record<PackKind, string> = { atlas: 'The video’s own mouths', pdfgc: 'PD-FGC networks' };

const goodAt: Record<PackKind, string> = {
  atlas:
    'Sharpest, and as large as the video: lips, eyes and small changes are made of this person’s own frames. It cannot move a still picture.',
  pdfgc:
    'Draws the whole face anew in a square of 224 pixels. It moves still pictures, and takes head pose, eyes and expression from other videos. Slower, and softer in close-ups.',
};

const en = {
  kinds,
  shortKinds,
  goodAt,
  pixels: 'Pixels',
  chosenStep: 'Choose model pack',
};

const ko: typeof en = {
  kinds: { atlas: '영상 자신의 입 모양', pdfgc: '논문의 네트워크 (PD-FGC)' },
  shortKinds: { atlas: '영상 자신의 입 모양', pdfgc: 'PD-FGC 네트워크' },
  goodAt: {
    atlas:
      '가장 선명하고 영상과 같은 해상도입니다. 입술, 눈, 작은 변화를 이 사람 자신의 프레임으로 만듭니다. 정지 사진은 움직일 수 없습니다.',
    pdfgc:
      '얼굴 전체를 224픽셀 정사각형으로 새로 그립니다. 정지 사진을 움직이고, 머리 자세와 눈과 표정을 다른 영상에서 가져옵니다. 더 느리고, 클로즈업에서는 덜 선명합니다.',
  },
  pixels: '화면 생성',
  chosenStep: '모델 팩 선택',
};

/** What is said of model packs in more than one part of the page. */
export const packWords: Words<typeof en> = { en, ko };
