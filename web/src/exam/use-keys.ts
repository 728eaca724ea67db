import { useEffect, useRef } from "react";
import { remember, remembered } from "../storage";

export interface Keys {
  onOption(index: number): void;
  onMove(step: -1 | 1): void;
  onFlag(): void;
}

/** Whether single keys are in use (WCAG 2.1.4: they can be switched off). */
export function areKeysOn(): boolean {
  return remembered("keys") !== "off";
}

export function switchKeys(on: boolean): void {
  remember("keys", on ? "on" : "off");
}

/** Single keys of a running section: 1–5 or a–e, f; and the arrows left and right. */
export function useKeys(keys: Keys, singleKeys: boolean): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isElsewhere(event.target)) return;
      const handled = handle(event.key, current.current, singleKeys);
      if (handled) event.preventDefault();
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [singleKeys]);
}

function handle(key: string, { onOption, onMove, onFlag }: Keys, singleKeys: boolean): boolean {
  if (key === "ArrowLeft" || key === "ArrowRight") {
    onMove(key === "ArrowLeft" ? -1 : 1);
    return true;
  }
  if (!singleKeys) return false;
  const letter = key.toLowerCase();
  if (letter === "f") {
    onFlag();
    return true;
  }
  const index = "12345".includes(key) ? Number(key) - 1 : letter.length === 1 ? "abcde".indexOf(letter) : -1;
  if (index < 0) return false;
  onOption(index);
  return true;
}

/** A field takes its keys itself, and so does a dialog. */
function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [role=alertdialog]") !== null;
}
