import { Check, ChevronRight } from 'lucide-react';
import type { ContextMenu, DropdownMenu } from 'radix-ui';
import { Kbd } from './Kbd.tsx';
import type { MenuItem } from './menu-item.ts';

/** The two menus of Radix have the same parts under two names. */
type MenuParts = typeof DropdownMenu | typeof ContextMenu;

interface MenuLinesProps {
  readonly parts: MenuParts;
  readonly items: readonly MenuItem[];
}

export function MenuLines({ parts, items }: MenuLinesProps) {
  return items.map((item, index) => <MenuLine key={index} parts={parts} item={item} />);
}

function MenuLine({ parts, item }: { readonly parts: MenuParts; readonly item: MenuItem }) {
  const { Item, CheckboxItem, Separator, Label, Sub, SubTrigger, SubContent, Portal, ItemIndicator } = parts;
  switch (item.kind) {
    case 'separator':
      return <Separator className="menu-separator" />;
    case 'heading':
      return <Label className="menu-heading">{item.label}</Label>;
    case 'submenu':
      return (
        <Sub>
          <SubTrigger className="menu-item">
            <span className="menu-sign" />
            <span className="menu-label">{item.label}</span>
            <ChevronRight aria-hidden="true" className="menu-icon" />
          </SubTrigger>
          <Portal>
            <SubContent className="menu" sideOffset={2} collisionPadding={8}>
              <MenuLines parts={parts} items={item.items} />
            </SubContent>
          </Portal>
        </Sub>
      );
    case 'check':
      return (
        <CheckboxItem
          className="menu-item"
          checked={item.isChecked}
          onCheckedChange={item.onSelect}
          onSelect={(event) => item.staysOpen === true && event.preventDefault()}
        >
          <span className="menu-sign">
            <ItemIndicator>
              <Check aria-hidden="true" className="menu-icon" />
            </ItemIndicator>
          </span>
          <span className="menu-label">{item.label}</span>
          {item.keys !== undefined && <Kbd keys={item.keys} />}
        </CheckboxItem>
      );
    case 'item': {
      const Icon = item.icon;
      return (
        <Item
          className={item.isDanger === true ? 'menu-item menu-item-danger' : 'menu-item'}
          disabled={item.isDisabled === true}
          onSelect={item.onSelect}
        >
          <span className="menu-sign">{Icon !== undefined && <Icon aria-hidden="true" className="menu-icon" />}</span>
          <span className="menu-label">{item.label}</span>
          {item.keys !== undefined && <Kbd keys={item.keys} />}
        </Item>
      );
    }
  }
}
