import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { FacesPanel } from '../features/faces/FacesPanel.tsx';
import { Inspector } from '../features/factors/Inspector.tsx';
import { FitReport } from '../features/fit-report/FitReport.tsx';
import { Library } from '../features/library/Library.tsx';
import { PackRow } from '../features/pack-choice/PackRow.tsx';
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

/** Height of the timeline with all its lanes, px; on tall screens it has its share. */
const usualTimelinePx = (heightPx: number) => Math.round(Math.min(Math.max(400, heightPx * 0.36), heightPx / 2));

/** The open project: library, viewer and inspector above the timeline. */
export function Workspace() {
  const { panels } = useStudio();
  const strings = useStrings();
  const { timelinePx: chosenPx } = useStudioStore(panels.store, (state) => state);
  const heightPx = useWindowHeight();
  useDerivedData();
  usePlaceActions();
  const mostPx = Math.max(heightPx - othersPx, panelLimits.timelinePx.least);
  const timelinePx = Math.min(chosenPx ?? usualTimelinePx(heightPx), mostPx);
  return (
    <div className="workspace">
      <TopBar />
      <main className="workspace-middle">
        <Side side="library">
          <Library />
          <FacesPanel />
        </Side>
        <section className="stage" data-place="viewer" aria-label={strings.panels.viewer} tabIndex={-1}>
          <ErrorBoundary>
            <Viewer />
          </ErrorBoundary>
        </section>
        <Side side="inspector">
          <PackRow />
          <Inspector />
          <FitReport />
        </Side>
      </main>
      <Resizer
        orientation="horizontal"
        direction={-1}
        label={strings.panels.resize(strings.panels.timeline)}
        value={timelinePx}
        least={panelLimits.timelinePx.least}
        most={mostPx}
        onChange={(wanted) => panels.resize({ timelinePx: Math.min(wanted, mostPx) })}
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

interface SideProps {
  readonly side: 'library' | 'inspector';
  readonly children: ReactNode;
}

/** A panel at a side of the viewer with its divider; nothing while it is hidden. */
function Side({ side, children }: SideProps) {
  const { panels } = useStudio();
  const strings = useStrings();
  const layout = useStudioStore(panels.store, (state) => state);
  useAction(side === 'library' ? 'toggleLibrary' : 'toggleInspector', () => panels.toggle(side));
  const isLeft = side === 'library';
  if (!(isLeft ? layout.isLibraryShown : layout.isInspectorShown)) return null;
  const sizeName = isLeft ? 'libraryPx' : 'inspectorPx';
  const resizer = (
    <Resizer
      orientation="vertical"
      direction={isLeft ? 1 : -1}
      label={strings.panels.resize(strings.panels[side])}
      value={layout[sizeName]}
      {...panelLimits[sizeName]}
      onChange={(px) => panels.resize({ [sizeName]: px })}
    />
  );
  return (
    <>
      {!isLeft && resizer}
      <aside
        className="side scrolling"
        data-place={side}
        aria-label={strings.panels[side]}
        tabIndex={-1}
        style={{ width: layout[sizeName] }}
      >
        <ErrorBoundary>{children}</ErrorBoundary>
      </aside>
      {isLeft && resizer}
    </>
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
