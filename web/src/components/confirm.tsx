import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { useI18n } from "../i18n";

interface ConfirmProps {
  title: string;
  children: ReactNode;
  confirm: string;
  cancel?: string;
  danger?: boolean;
  open: boolean;
  onOpenChange(open: boolean): void;
  onConfirm(): void;
}

/** A question that must be answered first. Escape is no. */
export function Confirm({
  title,
  children,
  confirm,
  cancel,
  danger = false,
  open,
  onOpenChange,
  onConfirm,
}: ConfirmProps) {
  const { text } = useI18n();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="dialog-back" />
        <AlertDialog.Content className="dialog card">
          <AlertDialog.Title asChild>
            <h2>{title}</h2>
          </AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="stack">{children}</div>
          </AlertDialog.Description>
          <div className="row">
            <AlertDialog.Cancel className="button">{cancel ?? text.common.cancel}</AlertDialog.Cancel>
            <AlertDialog.Action className={`button ${danger ? "danger" : "primary"}`} onClick={onConfirm}>
              {confirm}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
