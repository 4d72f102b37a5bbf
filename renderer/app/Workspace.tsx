import { useEffect, useState } from 'react';
import { FacesPanel } from '../features/faces/FacesPanel.tsx';
import { Inspector } from '../features/factors/Inspector.tsx';
import { FitReport } from '../features/fit-report/FitReport.tsx';
import { Library } from '../features/library/Library.tsx';
import { Timeline } from '../features/timeline/Timeline.tsx';
import { Viewer } from '../features/viewer/Viewer.tsx';
import { panelLimits } from '../state/panels-store.ts';
import { useAction, useStudio, useStudioStore } from '../state/studio.ts';
import { useStrings } from '../state/strings/use-strings.ts';
import { Resizer } from '../ui/Resizer.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { useDerivedData } from './use-derived-data.ts';

/** Top bar, status bar and the least of the viewer: what the timeline may not cover, px. */
const othersPx = 44 + 26 + 176;

/** The open project: library, viewer and inspector above the timeline. */
export function Workspace() {
  const { panels } = useStudio();
  const strings = useStrings();
  const layout = useStudioStore(panels.store, (state) => state);
  const heightPx = useWindowHeight();
  useDerivedData();
  useAction('toggleLibrary', () => panels.toggle('library'));
  useAction('toggleInspector', () => panels.toggle('inspector'));
  usePlaceActions();
  const mostTimelinePx = Math.max(heightPx - othersPx, panelLimits.timelinePx.least);
  const timelinePx = Math.min(layout.timelinePx, mostTimelinePx);
  return (
    <div className="workspace">
      <TopBar />
      <main className="workspace-middle">
        {layout.isLibraryShown && (
          <>
            <aside
              className="side scrolling"
              data-place="library"
              aria-label={strings.panels.library}
              tabIndex={-1}
              style={{ width: layout.libraryPx }}
            >
              <ErrorBoundary>
                <Library />
                <FacesPanel />
              </ErrorBoundary>
            </aside>
            <Resizer
              orientation="vertical"
              direction={1}
              label={strings.panels.resize(strings.panels.library)}
              value={layout.libraryPx}
              {...panelLimits.libraryPx}
              onChange={(libraryPx) => panels.resize({ libraryPx })}
            />
          </>
        )}
        <section className="stage" data-place="viewer" aria-label={strings.panels.viewer} tabIndex={-1}>
          <ErrorBoundary>
            <Viewer />
          </ErrorBoundary>
        </section>
        {layout.isInspectorShown && (
          <>
            <Resizer
              orientation="vertical"
              direction={-1}
              label={strings.panels.resize(strings.panels.inspector)}
              value={layout.inspectorPx}
              {...panelLimits.inspectorPx}
              onChange={(inspectorPx) => panels.resize({ inspectorPx })}
            />
            <aside
              className="side scrolling"
              data-place="inspector"
              aria-label={strings.panels.inspector}
              tabIndex={-1}
              style={{ width: layout.inspectorPx }}
            >
              <ErrorBoundary>
                <Inspector />
                <FitReport />
              </ErrorBoundary>
            </aside>
          </>
        )}
      </main>
      <Resizer
        orientation="horizontal"
        direction={-1}
        label={strings.panels.resize(strings.panels.timeline)}
        value={timelinePx}
        least={panelLimits.timelinePx.least}
        most={mostTimelinePx}
        onChange={(wanted) => panels.resize({ timelinePx: Math.min(wanted, mostTimelinePx) })}
      />
      <section
        className="workspace-timeline"
        data-place="timeline"
        aria-label={strings.panels.timeline}
        tabIndex={-1}
        style={{ height: timelinePx }}
      >
        <ErrorBoundary>
          <Timeline />
        </ErrorBoundary>
      </section>
      <StatusBar />
    </div>
  );
}

/** Moves the focus to a place of the page, so that everything is reached without a pointer. */
function usePlaceActions() {
  const go = (place: string) => () => document.querySelector<HTMLElement>(`[data-place=${place}]`)?.focus();
  useAction('focusLibrary', go('library'));
  useAction('focusViewer', go('viewer'));
  useAction('focusInspector', go('inspector'));
  useAction('focusTimeline', go('timeline'));
}

function useWindowHeight(): number {
  const [heightPx, setHeightPx] = useState(() => window.innerHeight);
  useEffect(() => {
    const onResize = () => setHeightPx(window.innerHeight);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  return heightPx;
}
