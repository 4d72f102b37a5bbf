import { useCallback } from 'react';
import { DubCommand } from '../features/dub-command/DubCommand.tsx';
import { FactorTable } from '../features/factors/FactorTable.tsx';
import { HealthPanel } from '../features/health/HealthPanel.tsx';
import { verdictOf } from '../features/health/state.ts';
import { useExamination } from '../features/health/use-examination.ts';
import { ModelPacks } from '../features/models/ModelPacks.tsx';
import { useClient } from '../state/client.ts';
import { useAnswer } from '../state/use-answer.ts';
import { StatusDot } from '../ui/StatusDot.tsx';
import './app.css';

export function App() {
  const client = useClient();
  const examination = useExamination();
  const verdict = verdictOf(examination);
  const about = useAnswer(useCallback((signal: AbortSignal) => client.about.read({}, { signal }), [client]));
  const known = about.state === 'known' ? about.value : null;
  return (
    <div className="app">
      <header className="app-bar">
        <span className="app-mark" aria-hidden="true" />
        <h1 className="app-name">Facet</h1>
        <span className="app-purpose">Visual dubbing</span>
        <span className="app-verdict" data-testid="verdict">
          <StatusDot status={verdict.status} />
          {verdict.sentence}
        </span>
      </header>
      <main className="app-main">
        <div className="app-intro">
          <p className="app-lead">A new voice moves the lips. Everything else stays the original’s.</p>
          <p className="app-note">
            The timeline editor is not part of this version. Dubbing works from the command line: fill in the paths,
            then run the command in the project’s folder.
          </p>
        </div>
        <DubCommand shell={known?.platform === 'win32' ? 'windows' : 'posix'} />
        <FactorTable />
      </main>
      <aside className="app-side">
        <HealthPanel {...examination} />
        <ModelPacks />
      </aside>
      <footer className="app-status">
        <span>Video and voice stay on this computer</span>
        <span>{known === null ? '' : `Facet ${known.version}`}</span>
      </footer>
    </div>
  );
}
