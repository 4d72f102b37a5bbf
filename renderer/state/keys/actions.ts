/** Groups of actions, in the order of the keys page. */
export const actionGroups = ['project', 'playback', 'timeline', 'edit', 'view', 'panels'] as const;
/** A group of actions. */
export type ActionGroup = (typeof actionGroups)[number];

interface ActionSpec {
  readonly group: ActionGroup;
  /** Default combinations; several mean the same. */
  readonly keys: readonly string[];
}

const action = (group: ActionGroup, ...keys: string[]): ActionSpec => ({ group, keys });

/**
 * Everything that a key, a menu or a button can do. Combinations are physical keys (`event.code`) with Ctrl, Shift and Alt in that
 * order; on a Mac, Ctrl is the command key.
 */
export const actionSpecs = {
  newProject: action('project', 'Ctrl+KeyN'),
  openProject: action('project', 'Ctrl+KeyO'),
  closeProject: action('project', 'Ctrl+KeyW'),
  saveCopy: action('project', 'Ctrl+Shift+KeyS'),
  saveNow: action('project', 'Ctrl+KeyS'),
  importMedia: action('project', 'Ctrl+KeyI'),
  importSubtitles: action('project'),
  choosePack: action('project'),
  exportVideo: action('project', 'KeyE', 'Ctrl+KeyM'),
  undo: action('edit', 'Ctrl+KeyZ'),
  redo: action('edit', 'Ctrl+Shift+KeyZ', 'Ctrl+KeyY'),
  cut: action('edit', 'Ctrl+KeyX'),
  copy: action('edit', 'Ctrl+KeyC'),
  paste: action('edit', 'Ctrl+KeyV'),
  duplicate: action('edit', 'Ctrl+KeyD'),
  deleteSelection: action('edit', 'Delete', 'Backspace'),
  selectAll: action('edit', 'Ctrl+KeyA'),
  clearSelection: action('edit', 'Escape'),
  renameSelection: action('edit', 'Enter', 'F2'),
  playPause: action('playback', 'Space'),
  playBackward: action('playback', 'KeyJ'),
  pause: action('playback', 'KeyK'),
  playForward: action('playback', 'KeyL'),
  stepBack: action('playback', 'ArrowLeft', 'Comma'),
  stepForward: action('playback', 'ArrowRight', 'Period'),
  secondBack: action('playback', 'Shift+ArrowLeft'),
  secondForward: action('playback', 'Shift+ArrowRight'),
  toStart: action('playback', 'Home'),
  toEnd: action('playback', 'End'),
  previousPoint: action('playback', 'ArrowUp'),
  nextPoint: action('playback', 'ArrowDown'),
  goToTime: action('playback', 'KeyG'),
  playSelection: action('playback', 'Slash'),
  toggleLoop: action('playback', 'Ctrl+KeyL'),
  toggleMute: action('playback', 'Shift+KeyM'),
  listenOriginal: action('playback', 'Digit1'),
  listenDub: action('playback', 'Digit2'),
  listenBoth: action('playback', 'Digit3'),
  setIn: action('timeline', 'KeyI'),
  setOut: action('timeline', 'KeyO'),
  clearRange: action('timeline', 'Alt+KeyX'),
  trimLineStart: action('timeline', 'BracketLeft'),
  trimLineEnd: action('timeline', 'BracketRight'),
  splitLine: action('timeline', 'KeyB', 'KeyS'),
  nudgeEarlier: action('timeline', 'Alt+ArrowLeft'),
  nudgeLater: action('timeline', 'Alt+ArrowRight'),
  nudgeEarlierFine: action('timeline', 'Alt+Shift+ArrowLeft'),
  nudgeLaterFine: action('timeline', 'Alt+Shift+ArrowRight'),
  nextTake: action('timeline', 'KeyT'),
  muteLine: action('timeline', 'Shift+KeyE'),
  addMarker: action('timeline', 'KeyM'),
  addKeyframe: action('timeline', 'Ctrl+KeyK'),
  toggleSnap: action('timeline', 'KeyN'),
  toggleRipple: action('timeline', 'Shift+KeyR'),
  zoomIn: action('view', 'Ctrl+ArrowUp', 'Equal'),
  zoomOut: action('view', 'Ctrl+ArrowDown', 'Minus'),
  toggleFit: action('view', 'KeyZ'),
  followPlayhead: action('view', 'Shift+KeyF'),
  compareOriginal: action('view', 'Alt+Digit1'),
  compareWipe: action('view', 'Alt+Digit2'),
  compareDub: action('view', 'Alt+Digit3'),
  compareSide: action('view', 'Alt+Digit4'),
  compareDifference: action('view', 'Alt+Digit5'),
  compareMatte: action('view', 'Alt+Digit6'),
  nextCompareMode: action('view', 'KeyC'),
  toggleLoupe: action('view', 'KeyQ'),
  viewerFit: action('view', 'Shift+KeyZ'),
  viewerFull: action('view', 'KeyF'),
  focusLip: action('view', 'Digit5'),
  focusEye: action('view', 'Digit6'),
  focusHeadPose: action('view', 'Digit7'),
  focusExpression: action('view', 'Digit8'),
  showKeys: action('panels', 'Shift+Slash', 'F1'),
  showSettings: action('panels', 'Ctrl+Comma'),
  showJobs: action('panels', 'Ctrl+KeyJ'),
  showModels: action('panels'),
  showSnapshots: action('panels'),
  showAbout: action('panels'),
  focusLibrary: action('panels', 'Ctrl+Digit1'),
  focusViewer: action('panels', 'Ctrl+Digit2'),
  focusInspector: action('panels', 'Ctrl+Digit3'),
  focusTimeline: action('panels', 'Ctrl+Digit4'),
  toggleLibrary: action('panels', 'Ctrl+KeyB'),
  toggleInspector: action('panels', 'Ctrl+Alt+KeyI'),
} as const satisfies Record<string, ActionSpec>;

/** Name of an action. */
export type ActionName = keyof typeof actionSpecs;

/** All names, in the order of the keys page. */
export const actionNames = Object.keys(actionSpecs) as ActionName[];

/** Named sets of combinations; what one does not say is the default. */
export const keyPresets: Readonly<Record<string, Partial<Record<ActionName, readonly string[]>>>> = {
  facet: {},
  premiere: {
    splitLine: ['Ctrl+KeyK'],
    addKeyframe: ['Alt+KeyK'],
    exportVideo: ['Ctrl+KeyM'],
    toggleSnap: ['KeyS'],
    zoomIn: ['Equal', 'Ctrl+ArrowUp'],
    toggleFit: ['Backslash'],
    clearRange: ['Ctrl+Shift+KeyX'],
    muteLine: ['Shift+KeyE'],
  },
  resolve: {
    splitLine: ['Ctrl+KeyB', 'KeyB'],
    toggleLibrary: ['Ctrl+Alt+KeyB'],
    toggleSnap: ['KeyN'],
    exportVideo: ['Ctrl+KeyE'],
    toggleFit: ['Shift+KeyZ'],
    viewerFit: ['KeyZ'],
    zoomIn: ['Ctrl+Equal'],
    zoomOut: ['Ctrl+Minus'],
    clearRange: ['Alt+KeyX'],
    muteLine: ['KeyD'],
  },
  finalCut: {
    splitLine: ['Ctrl+KeyB'],
    toggleLibrary: ['Ctrl+Alt+KeyB'],
    exportVideo: ['Ctrl+KeyE'],
    toggleFit: ['Shift+KeyZ'],
    viewerFit: ['KeyZ'],
    muteLine: ['KeyV'],
    clearRange: ['Alt+KeyX'],
    zoomIn: ['Ctrl+Equal'],
    zoomOut: ['Ctrl+Minus'],
  },
};
