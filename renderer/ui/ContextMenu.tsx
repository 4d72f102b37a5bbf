import { ContextMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import type { MenuItem } from './menu-item.ts';
import { MenuLines } from './menu-lines.tsx';

interface ContextMenuProps {
  /** One element that takes a ref and the pointer's events. */
  readonly children: ReactNode;
  readonly items: readonly MenuItem[];
}

/** Opens with the right button, with a long touch, and with the menu key. */
export function ContextMenu({ children, items }: ContextMenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" collisionPadding={8} loop>
          <MenuLines parts={Radix} items={items} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
