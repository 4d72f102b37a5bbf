import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly sentence?: string;
  /** What to do about it. */
  readonly children?: ReactNode;
  readonly size?: 'small' | 'large';
}

export function EmptyState({ icon: Icon, title, sentence, children, size = 'large' }: EmptyStateProps) {
  return (
    <div className={`empty empty-${size}`}>
      <Icon aria-hidden="true" className="empty-icon" strokeWidth={1.25} />
      <p className="empty-title">{title}</p>
      {sentence !== undefined && <p className="empty-sentence">{sentence}</p>}
      {children !== undefined && <div className="empty-actions">{children}</div>}
    </div>
  );
}
