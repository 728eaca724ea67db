import { type ReactNode, useEffect, useId, useRef } from "react";
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

/**
 * A question that must be answered first; Escape is no. It is the browser's own dialog, which keeps the focus: those of
 * component libraries write styles into the page, which its Content-Security-Policy forbids.
 */
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
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      className="dialog card"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}text`}
      onCancel={(event) => {
        event.preventDefault();
        onOpenChange(false);
      }}
      // The event comes late: by then the dialog may be open again.
      onClose={() => dialog.current?.open || onOpenChange(false)}
    >
      <h2 id={`${id}title`}>{title}</h2>
      <div id={`${id}text`}>{children}</div>
      <div className="row end">
        <button type="button" className="button" onClick={() => onOpenChange(false)}>
          {cancel ?? text.common.cancel}
        </button>
        <button
          type="button"
          className={`button ${danger ? "danger" : "primary"}`}
          onClick={() => {
            onOpenChange(false);
            onConfirm();
          }}
        >
          {confirm}
        </button>
      </div>
    </dialog>
  );
}
