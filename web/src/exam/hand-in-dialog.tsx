import { Confirm } from "../components/confirm";
import { useI18n } from "../i18n";

interface HandInDialogProps {
  open: boolean;
  blanks: number;
  flags: number;
  onOpenChange(open: boolean): void;
  onConfirm(): void;
}

/** The question before a section is handed in: what is still blank, and that there is no way back. */
export function HandInDialog({ open, blanks, flags, onOpenChange, onConfirm }: HandInDialogProps) {
  const { text } = useI18n();
  return (
    <Confirm
      title={text.live.handInTitle}
      confirm={text.live.handIn}
      cancel={text.live.keepGoing}
      open={open}
      onOpenChange={onOpenChange}
      onConfirm={onConfirm}
    >
      <p>{text.live.handInBlanks(blanks)}</p>
      {flags > 0 && <p>{text.live.handInFlags(flags)}</p>}
      <p className="soft">{text.live.handInFinal}</p>
    </Confirm>
  );
}
