import type { Words } from '../../state/strings/words.ts';

const en = {
  keysTitle: 'Keyboard',
  search: 'Search',
  searchPlaceholder: 'What you want to do, or a key',
  none: 'Nothing is called that.',
  change: 'Change keys…',
  aboutTitle: 'About Facet',
  purpose: 'A studio for visual dubbing: a new voice moves the lips of a face, everything else stays as filmed.',
  version: 'Version',
  host: 'Runs as',
  hosts: { electron: 'Desktop application', web: 'Local web host', test: 'Test' },
  platform: 'Platform',
  licence: 'Licence',
  licenceText: 'Apache-2.0. Model packs have licences of their own: see Models and engine.',
  privacy: 'Everything is computed on this computer. Nothing is sent anywhere.',
  honesty: 'Dub only people who agreed to it, and keep a note of it with the project.',
};

const ko: typeof en = {
  keysTitle: '단축키',
  search: '찾기',
  searchPlaceholder: '하려는 일 또는 키',
  none: '그런 이름은 없습니다.',
  change: '키 바꾸기…',
  aboutTitle: 'Facet 정보',
  purpose: '시각 더빙 스튜디오: 새 음성이 얼굴의 입술만 움직이고 나머지는 촬영된 그대로입니다.',
  version: '버전',
  host: '실행 방식',
  hosts: { electron: '데스크톱 앱', web: '로컬 웹 호스트', test: '시험' },
  platform: '플랫폼',
  licence: '라이선스',
  licenceText: 'Apache-2.0. 모델 팩의 라이선스는 모델과 엔진에서 보세요.',
  privacy: '모든 계산은 이 컴퓨터에서 하며 아무것도 보내지 않습니다.',
  honesty: '동의한 사람만 더빙하고 그 메모를 프로젝트에 남기세요.',
};

/** Texts of the help. */
export const helpWords: Words<typeof en> = { en, ko };
