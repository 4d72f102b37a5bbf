import type { Words } from '../../state/strings/words.ts';

const en = {
  title: 'Earlier versions',
  sentence: 'Facet keeps dated copies of your project. Going back to one is a step that you can undo.',
  none: 'No earlier version yet',
  noneSentence: 'The first one is made while you work.',
  restore: 'Go back to this',
  restoreTitle: (date: string) => `Go back to ${date}?`,
  restoreSentence: 'The project becomes what it was then. You can undo it.',
  restored: 'The earlier version is back.',
  saveCopy: 'Save a copy…',
  copied: (path: string) => `A copy lies at ${path}.`,
  failed: 'The versions cannot be listed',
};

const ko: typeof en = {
  title: '이전 버전',
  sentence: '프로젝트의 사본을 날짜별로 보관합니다. 되돌아간 뒤에도 실행 취소할 수 있습니다.',
  none: '아직 이전 버전이 없습니다',
  noneSentence: '작업하는 동안 첫 버전이 만들어집니다.',
  restore: '이 버전으로',
  restoreTitle: (date) => `${date} 버전으로 돌아갈까요?`,
  restoreSentence: '프로젝트가 그때로 돌아갑니다. 실행 취소할 수 있습니다.',
  restored: '이전 버전으로 돌아왔습니다.',
  saveCopy: '사본 저장…',
  copied: (path) => `사본을 저장했습니다: ${path}`,
  failed: '버전을 읽을 수 없습니다',
};

/** Texts of the earlier versions. */
export const projectWords: Words<typeof en> = { en, ko };
