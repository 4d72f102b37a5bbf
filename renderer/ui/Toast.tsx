import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { useUiWords } from './ui-words.ts';

interface ToastMessage {
  readonly noticeId: string;
  readonly kind: 'info' | 'good' | 'bad';
  readonly sentence: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

interface ToastsProps {
  readonly notices: readonly ToastMessage[];
  readonly onDismiss: (noticeId: string) => void;
}

const icons = { info: Info, good: CircleCheck, bad: CircleAlert };
/** A failure stays longer: it has to be read. */
const shownMs = { info: 6000, good: 6000, bad: 15000 };

export function Toasts({ notices, onDismiss }: ToastsProps) {
  const words = useUiWords();
  return (
    <Radix.Provider label={words.notifications} swipeDirection="right">
      {notices.map(({ noticeId, kind, sentence, action }) => {
        const Icon = icons[kind];
        return (
          <Radix.Root
            key={noticeId}
            className={`toast toast-${kind}`}
            duration={shownMs[kind]}
            type={kind === 'bad' ? 'foreground' : 'background'}
            onOpenChange={(isOpen) => !isOpen && onDismiss(noticeId)}
          >
            <Icon aria-hidden="true" className="toast-icon" />
            <Radix.Description className="toast-sentence">{sentence}</Radix.Description>
            {action !== null && (
              <Radix.Action asChild altText={action.label}>
                <Button size="small" onPress={action.run}>
                  {action.label}
                </Button>
              </Radix.Action>
            )}
            <Radix.Close asChild>
              <IconButton icon={X} size="small" label={words.close} onPress={() => onDismiss(noticeId)} />
            </Radix.Close>
          </Radix.Root>
        );
      })}
      <Radix.Viewport className="toasts" label={words.notifications} />
    </Radix.Provider>
  );
}
