import { Component } from 'react';
import type { ReactNode } from 'react';
import { useStrings } from '../state/strings/use-strings.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error: unknown;
}

/** Holds a bug inside one part of the page: the rest goes on, and the user is told that nothing is lost. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error ?? new Error('unknown') };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <Crash error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Crash({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { crash } = useStrings();
  return (
    <ErrorState title={crash.title} sentence={crash.sentence}>
      <Button variant="primary" onPress={() => window.location.reload()}>
        {crash.reload}
      </Button>
      <Button onPress={onRetry}>{crash.retry}</Button>
      <details className="crash-details">
        <summary>{crash.details}</summary>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </details>
    </ErrorState>
  );
}
