import type { MenuAction } from '../../api/bridge.ts';

/** What the menus say besides the actions. */
interface MenuWords {
  readonly file: string;
  readonly edit: string;
  readonly view: string;
  readonly playback: string;
  readonly help: string;
  readonly openRecent: string;
  readonly noRecent: string;
  readonly forgetRecent: string;
  readonly licences: string;
  readonly actions: Readonly<Record<MenuAction, string>>;
}

const en: MenuWords = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  playback: '&Playback',
  help: '&Help',
  openRecent: 'Open Recent',
  noRecent: 'No recent projects',
  forgetRecent: 'Clear List',
  licences: 'Source and Licences',
  actions: {
    'project.new': 'New Project…',
    'project.open': 'Open Project…',
    'project.saveCopy': 'Save a Copy…',
    'project.versions': 'Earlier Versions…',
    'media.import': 'Import Media…',
    'export.open': 'Export…',
    'edit.undo': 'Undo',
    'edit.redo': 'Redo',
    'edit.cut': 'Cut',
    'edit.copy': 'Copy',
    'edit.paste': 'Paste',
    'edit.delete': 'Delete',
    'edit.selectAll': 'Select All',
    'edit.split': 'Split Line at Playhead',
    'settings.open': 'Settings…',
    'view.zoomIn': 'Zoom In on Timeline',
    'view.zoomOut': 'Zoom Out of Timeline',
    'view.zoomFit': 'Fit Timeline',
    'view.nextMode': 'Next Comparison',
    'view.showJobs': 'Jobs',
    'view.showModels': 'Model Packs',
    'playback.toggle': 'Play or Pause',
    'playback.frameBack': 'One Frame Back',
    'playback.frameForward': 'One Frame Forward',
    'playback.toStart': 'To the Start',
    'playback.toEnd': 'To the End',
    'playback.markIn': 'Mark In',
    'playback.markOut': 'Mark Out',
    'playback.loop': 'Loop',
    'playback.goTo': 'Go to Time…',
    'help.keys': 'Keyboard Shortcuts',
    'help.about': 'About Facet',
  },
};

const ko: MenuWords = {
  file: '파일(&F)',
  edit: '편집(&E)',
  view: '보기(&V)',
  playback: '재생(&P)',
  help: '도움말(&H)',
  openRecent: '최근 프로젝트 열기',
  noRecent: '최근 프로젝트 없음',
  forgetRecent: '목록 지우기',
  licences: '소스 및 라이선스',
  actions: {
    'project.new': '새 프로젝트…',
    'project.open': '프로젝트 열기…',
    'project.saveCopy': '사본 저장…',
    'project.versions': '이전 버전…',
    'media.import': '미디어 가져오기…',
    'export.open': '내보내기…',
    'edit.undo': '실행 취소',
    'edit.redo': '다시 실행',
    'edit.cut': '잘라내기',
    'edit.copy': '복사',
    'edit.paste': '붙여넣기',
    'edit.delete': '삭제',
    'edit.selectAll': '모두 선택',
    'edit.split': '재생 위치에서 대사 나누기',
    'settings.open': '설정…',
    'view.zoomIn': '타임라인 확대',
    'view.zoomOut': '타임라인 축소',
    'view.zoomFit': '타임라인 맞춤',
    'view.nextMode': '다음 비교 방식',
    'view.showJobs': '작업',
    'view.showModels': '모델 팩',
    'playback.toggle': '재생 또는 일시정지',
    'playback.frameBack': '한 프레임 뒤로',
    'playback.frameForward': '한 프레임 앞으로',
    'playback.toStart': '처음으로',
    'playback.toEnd': '끝으로',
    'playback.markIn': '시작점 표시',
    'playback.markOut': '끝점 표시',
    'playback.loop': '반복',
    'playback.goTo': '시간으로 이동…',
    'help.keys': '키보드 단축키',
    'help.about': 'Facet 정보',
  },
};

/** Sentences of dialogs and notifications of the desktop. */
const enTalk = {
  exportRunning: 'An export is running.',
  exportRunningDetail: 'If you quit now, it stops. It can go on where it was when the project is opened again.',
  keepExporting: 'Keep Exporting',
  quit: 'Quit',
  exportDone: 'Export finished',
  exportFailed: 'Export failed',
  notResponding: 'The window does not answer.',
  notRespondingDetail: 'Your work is saved. You can wait, or load the window again.',
  wait: 'Wait',
  reload: 'Load Again',
  pageCrashed: 'The window has stopped several times.',
  pageCrashedDetail: 'Your work is saved. Start Facet again; if this goes on, the crash reports are in {folder}.',
  fileKinds: {
    media: 'Video, Pictures and Sound',
    subtitles: 'Subtitles',
    project: 'Facet Projects',
    video: 'Video',
    all: 'All Files',
  },
};

const koTalk: typeof enTalk = {
  exportRunning: '내보내기가 진행 중입니다.',
  exportRunningDetail: '지금 종료하면 중단됩니다. 프로젝트를 다시 열면 이어서 진행할 수 있습니다.',
  keepExporting: '계속 내보내기',
  quit: '종료',
  exportDone: '내보내기 완료',
  exportFailed: '내보내기 실패',
  notResponding: '창이 응답하지 않습니다.',
  notRespondingDetail: '작업은 저장되어 있습니다. 기다리거나 창을 다시 불러올 수 있습니다.',
  wait: '기다리기',
  reload: '다시 불러오기',
  pageCrashed: '창이 여러 번 멈췄습니다.',
  pageCrashedDetail: '작업은 저장되어 있습니다. Facet을 다시 시작하세요. 계속되면 오류 기록이 {folder}에 있습니다.',
  fileKinds: {
    media: '비디오, 사진, 소리',
    subtitles: '자막',
    project: 'Facet 프로젝트',
    video: '비디오',
    all: '모든 파일',
  },
};

/** Everything that the desktop says in one language. */
export interface DesktopWords {
  readonly menu: MenuWords;
  readonly talk: typeof enTalk;
}

/** The words for a setting of the studio; 'system' and unknown languages follow the computer's. */
export function desktopWords(language: string, systemLocale: string): DesktopWords {
  const chosen = language === 'system' ? systemLocale : language;
  return chosen.toLowerCase().startsWith('ko') ? { menu: ko, talk: koTalk } : { menu: en, talk: enTalk };
}
