import type { LucideIcon } from 'lucide-react';

/** A line of a menu. */
export type MenuItem =
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly onSelect: () => void;
      readonly icon?: LucideIcon | undefined;
      readonly keys?: string | undefined;
      readonly isDisabled?: boolean | undefined;
      readonly isDanger?: boolean | undefined;
    }
  | {
      readonly kind: 'check';
      readonly label: string;
      readonly isChecked: boolean;
      readonly onSelect: () => void;
      readonly keys?: string | undefined;
      /** The menu stays, so that several can be set. */
      readonly staysOpen?: boolean | undefined;
    }
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly MenuItem[] };
