import { useId } from 'react';
import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Small controls at the right of the title. */
  readonly actions?: ReactNode;
  /** A quiet word behind the title, such as a count. */
  readonly note?: string | undefined;
}

/** A headed part of a side panel. */
export function Panel({ title, children, actions, note }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id} className="heading">
          {title}
        </h2>
        {note !== undefined && <span className="panel-note">{note}</span>}
        {actions !== undefined && <div className="panel-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
