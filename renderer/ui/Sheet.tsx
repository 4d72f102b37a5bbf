import type { ComponentProps } from 'react';
import { Dialog } from './Dialog.tsx';

/** A dialog at the right edge, as high as the page. */
export function Sheet(props: Omit<ComponentProps<typeof Dialog>, 'place'>) {
  return <Dialog {...props} place="sheet" />;
}
