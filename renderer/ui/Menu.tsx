import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { MenuItem } from './menu-item.ts';
import { MenuLines } from './menu-lines.tsx';

interface MenuProps {
  /** One button; it opens the menu. */
  readonly children: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'center' | 'end';
  readonly label?: string;
}

export function Menu({ children, items, align = 'start', label }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          loop
        >
          <MenuLines parts={DropdownMenu} items={items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
