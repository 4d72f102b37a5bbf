import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface ErrorStateProps {
  readonly title: string;
  readonly sentence: string;
  /** What to do about it. */
  readonly children?: ReactNode;
}

export function ErrorState({ title, sentence, children }: ErrorStateProps) {
  return (
    <div className="empty empty-large" role="alert">
      <TriangleAlert aria-hidden="true" className="empty-icon empty-icon-bad" strokeWidth={1.5} />
      <p className="empty-title">{title}</p>
      <p className="empty-sentence">{sentence}</p>
      {children !== undefined && <div className="empty-actions">{children}</div>}
    </div>
  );
}
