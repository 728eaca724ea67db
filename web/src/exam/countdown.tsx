import type { ServerClock } from "@exam-simulation/client";
import { useEffect, useRef, useState } from "react";
import { useI18n } from "../i18n";

const ANNOUNCED_MINUTES = [10, 5, 1];

/** Minutes and seconds, as a clock shows them. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The seconds until a deadline by the functions' clock, and a call when they are over. */
export function useCountdown(clock: ServerClock, deadline: string, onEnd: () => void): number {
  const [seconds, setSeconds] = useState(() => clock.secondsUntil(deadline));
  const ended = useRef(onEnd);
  ended.current = onEnd;
  useEffect(() => {
    let isOver = false;
    const look = () => {
      const left = clock.secondsUntil(deadline);
      setSeconds(left);
      if (left === 0 && !isOver) {
        isOver = true;
        ended.current();
      }
    };
    look();
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [clock, deadline]);
  return seconds;
}

/** The time that is left, for eyes; and for screen readers at 10, 5 and 1 minutes. */
export function Countdown({ seconds }: { seconds: number }) {
  const { text } = useI18n();
  const [announced, setAnnounced] = useState("");
  const minutes = ANNOUNCED_MINUTES.find((one) => seconds <= one * 60 && seconds > one * 60 - 5);
  useEffect(() => {
    if (minutes !== undefined) setAnnounced(text.live.announce(minutes));
  }, [minutes, text]);
  return (
    <>
      <span className={seconds <= 60 ? "clock short" : "clock"} role="timer" aria-label={text.live.remaining}>
        {clockText(seconds)}
      </span>
      <span className="visually-hidden" aria-live="assertive">
        {announced}
      </span>
    </>
  );
}
