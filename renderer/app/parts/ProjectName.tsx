import { useEffect, useRef, useState } from 'react';
import { settingsOf } from '../../../core/project/document.ts';
import { useProject, useStudio } from '../../state/studio.ts';
import { useStrings } from '../../state/strings/use-strings.ts';

/** The name of the project, to be read and to be written: Enter takes it, Escape brings the old one back. */
export function ProjectName() {
  const { project, notices } = useStudio();
  const { topBar } = useStrings();
  const settings = useProject(({ document }) => settingsOf(document));
  const isReadOnly = useProject(({ mode }) => mode === 'read-only');
  const [text, setText] = useState(settings.name);
  const isDropped = useRef(false);
  useEffect(() => setText(settings.name), [settings.name]);
  const commit = () => {
    const name = text.trim();
    if (isDropped.current || name === '' || name === settings.name) {
      isDropped.current = false;
      return setText(settings.name);
    }
    project
      .applyWishes(topBar.renameStep, [{ collection: 'settings', id: 'project', after: { ...settings, name } }])
      .catch(notices.tellFailure);
  };
  return (
    <input
      className="project-name"
      aria-label={topBar.projectName}
      title={text}
      value={text}
      readOnly={isReadOnly}
      maxLength={200}
      spellCheck={false}
      size={Math.min(Math.max(text.length, 6), 60)}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isDropped.current = true;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
