import { Clapperboard, FolderOpen, Plus, Sparkles, UserRound } from 'lucide-react';
import { generativePacks } from '../../state/project-pack.ts';
import { usePacks, useStudio } from '../../state/studio.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { RecentProjects } from './parts/RecentProjects.tsx';
import { startWords } from './strings.ts';
import { useStartActions } from './use-start-actions.ts';
import './start.css';

/** What is seen when no project is open. */
export function StartScreen() {
  const { product, untitled } = useStrings();
  const words = useWords(startWords);
  const start = useStartActions(untitled);
  // Until the packs are known nothing is said of what is missing.
  const canAnimate = usePacks(({ state, packs }) => state !== 'known' || generativePacks(packs).length > 0);
  return (
    <div className="start scrolling">
      <main className="start-middle">
        <header className="start-head">
          <span className="app-mark start-mark" aria-hidden="true" />
          <h1 className="start-name">{product}</h1>
          <p className="start-lead">{words.lead}</p>
        </header>
        <section className="start-drop">
          <Clapperboard aria-hidden="true" strokeWidth={1.25} className="start-drop-icon" />
          <p className="start-drop-title">{words.drop}</p>
          <p className="start-hint">{words.dropHint}</p>
          <div className="start-actions">
            <Button variant="primary" icon={Plus} isDisabled={start.isBusy} onPress={start.createProject}>
              {words.newProject}
            </Button>
            <Button icon={FolderOpen} isDisabled={start.isBusy} onPress={start.openProject}>
              {words.open}
            </Button>
            <Button icon={Sparkles} isDisabled={start.isBusy} hint={words.sampleHint} onPress={start.createSample}>
              {start.isMakingSample ? words.making : words.sample}
            </Button>
            {canAnimate && (
              <Button
                icon={UserRound}
                isDisabled={start.isBusy}
                hint={words.portraitHint}
                onPress={start.animatePortrait}
              >
                {words.portrait}
              </Button>
            )}
          </div>
          {!canAnimate && <PortraitNeeds />}
        </section>
        <RecentProjects onOpen={start.openPath} />
      </main>
    </div>
  );
}

/** What a portrait needs that is not there, and the way to it. */
function PortraitNeeds() {
  const words = useWords(startWords);
  const { panels } = useStudio();
  return (
    <p className="start-hint start-portrait">
      {words.portraitNeeds}
      <Button size="small" variant="quiet" onPress={() => panels.open('models')}>
        {words.import}
      </Button>
    </p>
  );
}
