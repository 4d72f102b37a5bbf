import type { Words } from '../../state/strings/words.ts';

const en = {
  noCodeEdits: 'None. Move a slider, or add one.',
  notOfPack: 'Not used by this pack; it waits for one that can.',
  movement: 'Movement',
  codeHint: 'This pack reads the factor as one code: more or less of it, not single features.',
  codeFixes: { off: 'Off', smooth: 'Smooth', freeze: 'Hold', replace: 'From elsewhere' },
  codeFixHints: {
    off: 'Takes the factor out: the pack’s rest',
    smooth: 'Takes jitter and quick movement out',
    freeze: 'Holds the moment under the playhead',
    replace: 'Takes the movement of another moment, face or video',
  },
  driversTitle: 'Driven by',
  driverOf: (factor: string) => `${factor} driven by`,
  driverStep: (factor: string) => `Choose what drives ${factor}`,
  driversStep: 'Choose what drives the face',
  thisPicture: 'This picture (still)',
  sameForAll: 'Same for all',
  noDrivers: 'Another video of the library can drive these.',
  noDriversStill: 'A video of somebody’s face can move this picture’s head, eyes and expression.',
  importDriver: 'Import a video…',
  shortDriver: 'The driving video is shorter: it goes back and forth until the end.',
};

const ko: typeof en = {
  noCodeEdits: '없습니다. 슬라이더를 움직이거나 추가하세요.',
  notOfPack: '이 팩에서는 쓰지 않습니다. 쓸 수 있는 팩을 기다립니다.',
  movement: '움직임',
  codeHint: '이 팩은 요소를 하나의 코드로 읽습니다. 전체를 키우거나 줄일 수 있고 부분은 바꿀 수 없습니다.',
  codeFixes: { off: '끄기', smooth: '부드럽게', freeze: '고정', replace: '다른 곳에서' },
  codeFixHints: {
    off: '이 요소를 빼고 팩의 쉬는 상태로 둡니다',
    smooth: '떨림과 빠른 움직임을 없앱니다',
    freeze: '재생 위치의 순간을 유지합니다',
    replace: '다른 순간, 얼굴, 영상의 움직임을 가져옵니다',
  },
  driversTitle: '움직임 출처',
  driverOf: (factor) => `${factor}의 움직임 출처`,
  driverStep: (factor) => `${factor}의 움직임 출처 선택`,
  driversStep: '얼굴의 움직임 출처 선택',
  thisPicture: '이 사진 (정지)',
  sameForAll: '모두 같게',
  noDrivers: '라이브러리의 다른 영상으로 움직일 수 있습니다.',
  noDriversStill: '다른 사람의 얼굴 영상으로 이 사진의 머리, 눈, 표정을 움직일 수 있습니다.',
  importDriver: '영상 가져오기…',
  shortDriver: '움직임 영상이 더 짧습니다. 끝까지 앞뒤로 되풀이합니다.',
};

/** Texts for factors that a pack knows only as codes, and for what drives them. */
export const codeWords: Words<typeof en> = { en, ko };
