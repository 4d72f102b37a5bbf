/** What decides how the studio is opened. */
export interface StartFacts {
  /** Path of Electron's binary, null where it was never downloaded. */
  readonly electronPath: string | null;
  readonly platform: string;
  /** True where a window or a browser can be shown. */
  readonly hasScreen: boolean;
  /** True for the administrator of a Unix system, to whom Chromium refuses its sandbox. */
  readonly isRoot: boolean;
  /** True when the user asked for the browser with `--web`. */
  readonly wantsWeb: boolean;
  /** Newest change of the sources, and when the page was built (null: never), ms. */
  readonly changedMs: number;
  readonly builtMs: number | null;
}

/** How the studio is opened, and why so. */
export interface StartPlan {
  readonly host: 'electron' | 'web';
  readonly mustBuild: boolean;
  readonly opensBrowser: boolean;
  readonly sentence: string;
}

/** Chooses between the desktop window and the browser. */
export function planStart(facts: StartFacts): StartPlan {
  const mustBuild = facts.builtMs === null || facts.builtMs < facts.changedMs;
  const reason = whyNoWindow(facts);
  if (reason === null) return { host: 'electron', mustBuild, opensBrowser: false, sentence: 'Opening the window.' };
  const opensBrowser = facts.hasScreen;
  const how = opensBrowser ? 'Opening the studio in the browser' : 'Serving the studio to a browser';
  return { host: 'web', mustBuild, opensBrowser, sentence: `${how}: ${reason}.` };
}

function whyNoWindow({ electronPath, hasScreen, isRoot, platform, wantsWeb }: StartFacts): string | null {
  if (wantsWeb) return '--web asks for it';
  if (electronPath === null) return "Electron's binary is not installed (npx install-electron fetches it)";
  if (!hasScreen) return 'there is no screen here to show a window on';
  if (isRoot && platform === 'linux') return 'a window is never opened for root, whom Chromium refuses its sandbox';
  return null;
}
